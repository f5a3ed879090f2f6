"""Drawing tools of the sample's pictures: skies, ridges, water, windows; Pillow and a seeded random in.

Everything is drawn at twice the size and reduced, which smooths the edges. Only ``draw`` and ``scenes`` use it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 900
Colour = tuple[int, int, int]


def rgb(text: str) -> Colour:
    """The colour of "#aabbcc"."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Between two colours; share 0 gives the first."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(one, other, strict=True))
    return r, g, b


class Canvas:
    """A picture in the making, with its own random numbers."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - pictures, not secrets
        self.image = Image.new("RGB", (WIDTH, HEIGHT))
        self.draw = ImageDraw.Draw(self.image)

    def sky(self, *stops: str, bottom: int = HEIGHT) -> None:
        """A vertical gradient through the given colours, from the top down to ``bottom``."""
        colours = [rgb(stop) for stop in stops]
        self.draw.rectangle((0, bottom, WIDTH, HEIGHT), fill=colours[-1])
        for y in range(bottom):
            place = y / bottom * (len(colours) - 1)
            low = min(int(place), len(colours) - 2)
            self.draw.line([(0, y), (WIDTH, y)], fill=mix(colours[low], colours[low + 1], place - low))

    def glow(self, x: int, y: int, radius: int, colour: str, *, core: float = 0.5) -> None:
        """A sun, moon or lamp with its halo."""
        light = Image.new("RGB", (WIDTH, HEIGHT))
        ImageDraw.Draw(light).ellipse((x - radius, y - radius, x + radius, y + radius), fill=rgb(colour))
        halo = light.filter(ImageFilter.GaussianBlur(radius))
        self.image.paste(ImageChops.screen(self.image, halo))
        inner = int(radius * core)
        self.draw.ellipse((x - inner, y - inner, x + inner, y + inner), fill=rgb(colour))

    def ridge(self, level: int, rise: int, colour: str, *, rough: float = 0.55, step: int = 8) -> list[int]:
        """A mountain line by midpoint displacement, filled to the bottom; gives its heights by column."""
        points = {
            0: level + self.random.uniform(-rise, rise) / 2,
            2048: level + self.random.uniform(-rise, rise) / 2,
        }
        span, force = 2048, float(rise)
        while span > step:
            for left in range(0, 2048, span):
                middle = (points[left] + points[left + span]) / 2
                points[left + span // 2] = middle + self.random.uniform(-force, force)
            span, force = span // 2, force * rough
        outline = [(x, points[x]) for x in sorted(points) if x <= WIDTH + step]
        self.draw.polygon([(0, HEIGHT), *outline, (WIDTH + step, HEIGHT)], fill=rgb(colour))
        return [round(y) for _, y in outline]

    def hills(self, level: int, swing: int, colour: str, *, waves: float = 1.5) -> None:
        """A soft hill or dune line, filled to the bottom."""
        phase = self.random.uniform(0, 6.28)
        outline = [
            (
                x,
                level
                + swing * (math.sin(x / WIDTH * 6.28 * waves + phase) + 0.4 * math.sin(x / 160 + phase)),
            )
            for x in range(0, WIDTH + 8, 8)
        ]
        self.draw.polygon([(0, HEIGHT), *outline, (WIDTH, HEIGHT)], fill=rgb(colour))

    def water(self, level: int, near: str, far: str, *, glints: int = 260, light: str = "#ffffff") -> None:
        """Water from ``level`` to the bottom with glints that widen towards the viewer."""
        for y in range(level, HEIGHT):
            share = (y - level) / (HEIGHT - level)
            self.draw.line([(0, y), (WIDTH, y)], fill=mix(rgb(far), rgb(near), share))
        for _ in range(glints):
            y = level + int((HEIGHT - level) * self.random.random() ** 1.4)
            share = (y - level) / (HEIGHT - level)
            x, length = self.random.randint(-50, WIDTH), int(20 + 130 * share)
            base = mix(rgb(far), rgb(near), share)
            self.draw.line(
                [(x, y), (x + length, y)], fill=mix(base, rgb(light), 0.25), width=1 + int(4 * share)
            )

    def skyline(
        self, level: int, heights: tuple[int, int], colour: str, *, lit: str = "", share: float = 0.3
    ) -> None:
        """A row of buildings standing on ``level``; ``lit`` colours that share of the windows."""
        x = -20
        while x < WIDTH:
            width, height = self.random.randint(50, 130), self.random.randint(*heights)
            tint = mix(rgb(colour), (0, 0, 0), self.random.uniform(0, 0.25))
            self.draw.rectangle((x, level - height, x + width, level), fill=tint)
            if lit:
                self.windows((x + 10, level - height + 14, x + width - 10, level - 10), lit, share)
            x += width + self.random.choice([0, 0, 6, 22])

    def windows(self, box: tuple[int, int, int, int], lit: str, share: float) -> None:
        """A grid of windows, some of them lit."""
        for y in range(box[1], box[3] - 12, 26):
            for x in range(box[0], box[2] - 8, 20):
                if self.random.random() < share:
                    self.draw.rectangle((x, y, x + 9, y + 13), fill=rgb(lit))

    def shape(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """A filled polygon."""
        self.draw.polygon(list(points), fill=rgb(colour))

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: int = 4) -> None:
        """An open line."""
        self.draw.line(list(points), fill=rgb(colour), width=width, joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle."""
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rgb(colour))

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """A filled rectangle."""
        self.draw.rectangle((left, top, right, bottom), fill=rgb(colour))

    def stars(self, count: int, bottom: int = HEIGHT) -> None:
        """Stars of several sizes."""
        for _ in range(count):
            x, y = self.random.randint(0, WIDTH), self.random.randint(0, bottom)
            tone = self.random.randint(120, 255)
            radius = self.random.choice([1, 1, 2, 3])
            self.draw.ellipse(
                (x - radius, y - radius, x + radius, y + radius), fill=(tone, tone, min(255, tone + 12))
            )

    def trees(self, heights: list[int], colour: str, *, step: int = 8) -> None:
        """Firs along a ridge's line."""
        for index in range(0, len(heights), 2):
            x, y, tall = index * step, heights[index] + 12, self.random.randint(24, 70)
            self.shape([(x - tall / 4, y), (x, y - tall), (x + tall / 4, y)], colour)

    def soften(self, radius: float) -> None:
        """Blur what has been drawn so far."""
        self.image.paste(self.image.filter(ImageFilter.GaussianBlur(radius)))

    def finished(self) -> Image.Image:
        """The picture at its final size."""
        return self.image.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.LANCZOS)
