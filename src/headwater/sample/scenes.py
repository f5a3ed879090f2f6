"""The subjects of the sample's pictures: each function paints one scene on a canvas.

``SCENES`` names them for images.toml. The scenes differ by seed as well, so one subject can serve twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from headwater.sample.canvas import HEIGHT, WIDTH, Canvas

SCENES: dict[str, Callable[[Canvas], None]] = {}


def scene(paint: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    """Register a scene under its function's name."""
    SCENES[paint.__name__] = paint
    return paint


def _crane(c: Canvas, x: int, base: int, size: int, colour: str) -> None:
    c.line([(x - size // 6, base), (x - size // 9, base - size)], colour, 12)
    c.line([(x + size // 6, base), (x + size // 9, base - size)], colour, 12)
    c.line([(x - size // 2, base - size), (x + size, base - size)], colour, 14)
    c.line([(x, base - size - size // 3), (x + size, base - size)], colour, 5)
    c.line([(x, base - size - size // 3), (x - size // 2, base - size)], colour, 5)
    c.line([(x, base - size), (x, base - size - size // 3)], colour, 12)
    c.line([(x + size * 2 // 3, base - size), (x + size * 2 // 3, base - size // 2)], colour, 3)


@scene
def harbour(c: Canvas) -> None:
    """Container cranes at dawn, one of them down."""
    c.sky("#274060", "#d98e73", "#f7d9a8", bottom=620)
    c.glow(1180, 470, 90, "#ffe7b0")
    c.skyline(620, (30, 110), "#5c5f7a")
    for x in (240, 620):
        _crane(c, x, 640, 330, "#2b3350")
    for index in range(26):
        colour = c.random.choice(["#a63d40", "#33658a", "#e9b872", "#55786f"])
        x, y = 60 + index % 13 * 112, 600 - index // 13 * 40
        c.box(x, y, x + 106, y + 38, colour)
    for start, end in (
        ((960, 640), (1080, 420)),
        ((1080, 420), (1500, 610)),
        ((1040, 640), (1230, 480)),
        ((960, 380), (1080, 420)),
    ):
        c.line([start, end], "#1d2238", 16)
    c.water(640, "#22304d", "#b98a77", light="#ffe3b5")


@scene
def summit(c: Canvas) -> None:
    """Flags in front of a domed hall by the sea."""
    c.sky("#8ec9e8", "#dff1f7", bottom=700)
    c.disc(800, 520, 210, "#e8e1d3")
    c.box(420, 520, 1180, 700, "#f2ece0")
    for x in range(440, 1180, 62):
        c.box(x, 550, x + 22, 700, "#cfc4b0")
    for index in range(16):
        x = 60 + index * 100
        c.line([(x, 740), (x, 430)], "#7d7d7d", 5)
        one, other = c.random.sample(["#0b6e8a", "#d1495b", "#edae49", "#30638e", "#3a7d44"], 2)
        c.shape([(x, 432), (x + 70, 442), (x + 66, 490), (x, 484)], one)
        c.shape([(x, 458), (x + 68, 466), (x + 66, 490), (x, 484)], other)
    c.box(0, 700, WIDTH, HEIGHT, "#b9b3a3")
    c.water(800, "#2b6f8f", "#4f9fbd", glints=120)


@scene
def seismograph(c: Canvas) -> None:
    """The trace of an earthquake on paper."""
    c.sky("#f5efe0", "#e9e0c9")
    for y in range(0, HEIGHT, 45):
        c.line([(0, y), (WIDTH, y)], "#d9cfb4", 2)
    for row in range(5):
        y, points = 110 + row * 170, []
        for x in range(0, WIDTH, 4):
            force = 6.0
            if row == 2 and x > 500:
                force = 130 * math.exp(-(x - 500) / 330) + 8
            points.append((x, y + c.random.gauss(0, force / 2)))
        c.line(points, "#8c1c13" if row == 2 else "#34312d", 4)


@scene
def planet(c: Canvas) -> None:
    """A cratered small world before the stars."""
    c.sky("#05060f", "#0d1024")
    c.stars(420)
    c.disc(1010, 520, 390, "#6f6a66")
    c.disc(1040, 540, 372, "#8b857d")
    for _ in range(64):
        angle, far = c.random.uniform(0, 6.28), 340 * math.sqrt(c.random.random())
        x, y, r = 1010 + far * math.cos(angle), 520 + far * math.sin(angle), c.random.randint(8, 46)
        c.disc(x, y, r, "#6b655f")
        c.disc(x + r / 5, y + r / 5, r * 0.8, "#9a938a")
    c.box(330, 300, 410, 360, "#d8c27a")
    c.box(190, 314, 322, 346, "#2f4d8c")
    c.box(418, 314, 550, 346, "#2f4d8c")
    c.glow(120, 110, 46, "#fff3d0")


@scene
def flood(c: Canvas) -> None:
    """Roofs and trees standing in brown water."""
    c.sky("#5d6b78", "#a9b4b8", bottom=480)
    c.hills(440, 30, "#6d7f71")
    c.hills(480, 18, "#57695c", waves=2.5)
    for x in (170, 520, 900, 1260):
        w = c.random.randint(170, 240)
        c.box(x, 470, x + w, 620, c.random.choice(["#b9a38a", "#c9bda6", "#94836f"]))
        c.shape([(x - 20, 472), (x + w / 2, 380), (x + w + 20, 472)], c.random.choice(["#7a3e32", "#5e4b4b"]))
    c.water(560, "#6b5a42", "#948468", light="#d8ccb0")
    for x in (60, 440, 800, 1170, 1520):
        c.line([(x, 640), (x, 520)], "#3c3a2c", 12)
        c.disc(x, 490, 58, "#4a5a3c")


@scene
def chart(c: Canvas) -> None:
    """A falling line over bars."""
    c.sky("#0f1f2e", "#16324a")
    for y in range(120, 860, 120):
        c.line([(90, y), (1540, y)], "#27506f", 2)
    level, points = 220.0, []
    for index in range(24):
        x = 110 + index * 60
        level += c.random.uniform(-28, 70) if index > 5 else c.random.uniform(-30, 24)
        c.box(x - 18, 860 - (900 - level) * 0.45, x + 18, 860, "#2f6f8f")
        points.append((x, level))
    c.line(points, "#ffb454", 10)
    for x, y in points:
        c.disc(x, y, 11, "#ffe1ad")


@scene
def school(c: Canvas) -> None:
    """An empty classroom with tall windows."""
    c.box(0, 0, WIDTH, HEIGHT, "#e6dcc6")
    for x in (120, 520, 920):
        c.box(x, 90, x + 300, 520, "#ffffff")
        c.box(x + 14, 104, x + 286, 506, "#bfe0ef")
        c.line([(x + 150, 100), (x + 150, 510)], "#ffffff", 12)
        c.disc(x + 80, 450, 70, "#7fae7a")
        c.box(x + 14, 470, x + 286, 506, "#7fae7a")
    c.box(1310, 130, 1560, 430, "#2f4b3c")
    c.box(0, 600, WIDTH, HEIGHT, "#b98d5e")
    for row in range(3):
        for x in range(-60 + row * 60, WIDTH, 300):
            y = 610 + row * 95
            c.box(x, y, x + 190 + row * 20, y + 26, "#8a5a32")
            c.box(x + 12, y + 26, x + 24, y + 100, "#4d4d55")
            c.box(x + 160, y + 26, x + 172, y + 100, "#4d4d55")


@scene
def tram(c: Canvas) -> None:
    """A tram under old gables in the evening."""
    c.sky("#33415c", "#e2a66f", bottom=560)
    for x in range(-30, WIDTH, 170):
        top = c.random.randint(190, 300)
        colour = c.random.choice(["#5b4a42", "#6e5a4b", "#4c4f57"])
        c.box(x, top, x + 164, 680, colour)
        c.shape([(x, top), (x + 82, top - 120), (x + 164, top)], "#3b3138")
        c.windows((x + 22, top + 30, x + 150, 640), "#f7d58a", 0.4)
    c.box(0, 680, WIDTH, HEIGHT, "#57565c")
    c.box(330, 520, 1270, 760, "#0c7a5f")
    c.box(330, 540, 1270, 640, "#cfe7ee")
    for x in range(350, 1270, 115):
        c.box(x - 8, 540, x + 6, 640, "#0c7a5f")
    c.box(330, 690, 1270, 712, "#f4efe1")
    for x in (450, 570, 1030, 1150):
        c.disc(x, 764, 30, "#26262b")
    c.line([(0, 800), (WIDTH, 800)], "#8b8b92", 8)
    c.line([(800, 520), (860, 440), (0, 420)], "#222222", 5)


@scene
def solar(c: Canvas) -> None:
    """Rows of panels between dunes."""
    c.sky("#7db7dd", "#fbe3b1", bottom=430)
    c.glow(1260, 160, 80, "#fff4cf")
    c.hills(390, 40, "#e0b873")
    c.hills(440, 26, "#d3a35b", waves=2)
    for row in range(7):
        y = 470 + row * row * 9 + row * 12
        size = 34 + row * 15
        for x in range(-40 - row * 31, WIDTH, int(size * 2.5)):
            c.shape(
                [(x, y), (x + size * 2, y), (x + size * 2.3, y + size), (x + size * 0.3, y + size)], "#1d3f72"
            )
            c.line([(x + size, y), (x + size * 1.3, y + size)], "#6d93c4", 3)
            c.line([(x + size * 0.15, y + size / 2), (x + size * 2.15, y + size / 2)], "#6d93c4", 3)


@scene
def road(c: Canvas) -> None:
    """Cars on a road that runs into the hills."""
    c.sky("#9cc4d9", "#f3e6cf", bottom=420)
    c.ridge(380, 90, "#7b93a0")
    c.hills(450, 22, "#7f9c6b")
    c.shape([(720, 450), (840, 450), (1500, 900), (160, 900)], "#4a4d52")
    for index in range(7):
        y = 470 + index * index * 11
        c.box(776 - index * 2, y, 786 + index * 2, y + 12 + index * 5, "#f2f2f2")
    for x, y, s, colour in ((690, 620, 80, "#b0302c"), (905, 560, 54, "#2c5d8f"), (520, 760, 150, "#d6d3cb")):
        c.box(x, y, x + s * 1.6, y + s * 0.62, colour)
        c.box(x + s * 0.2, y - s * 0.42, x + s * 1.4, y + s * 0.05, colour)
        c.box(x + s * 0.3, y - s * 0.32, x + s * 1.3, y, "#1f2a33")
        c.disc(x + s * 0.3, y + s * 0.64, s * 0.17, "#15171a")
        c.disc(x + s * 1.3, y + s * 0.64, s * 0.17, "#15171a")


@scene
def stadium(c: Canvas) -> None:
    """A pitch under floodlights."""
    c.sky("#0b1026", "#1d2b53", bottom=360)
    for _ in range(2600):
        x, y = c.random.randint(0, WIDTH), c.random.randint(250, 460)
        c.disc(x, y, 5, c.random.choice(["#c8443c", "#f0e9dc", "#2a4a8c", "#d9b23f"]))
    c.box(0, 460, WIDTH, HEIGHT, "#2f8f46")
    for index in range(0, 8, 2):
        left, right = index * 200, index * 200 + 200
        c.shape([(left * 0.7 + 240, 460), (right * 0.7 + 240, 460), (right, 900), (left, 900)], "#37a050")
    c.line([(0, 478), (WIDTH, 478)], "#eafbe9", 5)
    c.draw.ellipse((560, 600, 1040, 780), outline=(234, 251, 233), width=6)
    c.line([(800, 478), (800, 900)], "#eafbe9", 6)
    for x in (160, 1440):
        c.line([(x, 460), (x, 90)], "#8892a8", 10)
        c.glow(x, 90, 60, "#f7fbff", core=0.4)
    c.disc(700, 760, 20, "#ffffff")
