"""The second half of the sample's scenes: sea, machines, weather, culture. See :mod:`headwater.sample.scenes`."""

from __future__ import annotations

import math

from headwater.sample.canvas import HEIGHT, WIDTH, Canvas
from headwater.sample.scenes import scene


@scene
def ferry(c: Canvas) -> None:
    """A ferry aslant on a rock at night, searchlights on it."""
    c.sky("#080d1d", "#1d2a44", bottom=520)
    c.stars(120, 300)
    c.shape([(0, 420), (560, 250), (220, 760)], "#1a2238")
    c.water(520, "#0b1424", "#24344f", light="#9fb6d8")
    c.shape([(470, 520), (1240, 430), (1180, 590), (560, 640)], "#e8e6df")
    c.shape([(470, 560), (1220, 500), (1180, 590), (560, 640)], "#8d2430")
    c.shape([(620, 505), (1080, 450), (1060, 360), (640, 408)], "#d4d2ca")
    for index in range(10):
        x = 655 + index * 40
        c.box(x, 440 - index * 4.4, x + 18, 458 - index * 4.4, "#ffd98a")
    c.shape([(860, 370), (940, 360), (930, 270), (870, 278)], "#22314f")
    c.shape([(430, 690), (620, 590), (800, 640), (900, 720)], "#2a2c33")
    c.glow(230, 300, 34, "#fdf6d8")


@scene
def bronze(c: Canvas) -> None:
    """A cast vessel in a museum's light."""
    c.sky("#2a211b", "#4a3a2e")
    c.glow(800, 90, 120, "#f5dfb0", core=0.1)
    c.box(520, 720, 1080, 900, "#8b7c6a")
    c.box(490, 700, 1110, 732, "#a59580")
    outline = [
        (800 + w, y)
        for y, w in ((230, 90), (270, 70), (330, 76), (420, 190), (540, 220), (640, 150), (700, 100))
    ]
    mirror = [(1600 - x, y) for x, y in reversed(outline)]
    c.shape([*outline, *mirror], "#8a5a2b")
    c.shape([(x - 34, y) for x, y in outline] + [(800, 700), (800, 230)], "#a97238")
    for y in (430, 480, 530):
        for x in range(620, 990, 46):
            c.disc(x, y, 13, "#6b421d")
    c.line([(590, 440), (520, 520), (600, 600)], "#8a5a2b", 24)
    c.line([(1010, 440), (1080, 520), (1000, 600)], "#8a5a2b", 24)


@scene
def clinic(c: Canvas) -> None:
    """Vials in rows on a cool bench."""
    c.sky("#dff3f2", "#a9d6d5")
    c.box(0, 640, WIDTH, HEIGHT, "#6aa5a5")
    for row in range(2):
        for index in range(8):
            x, y = 110 + index * 180 + row * 70, 330 + row * 190
            c.box(x, y + 40, x + 96, y + 260, "#f6fbfb")
            c.box(x, y + 130, x + 96, y + 260, c.random.choice(["#e7a977", "#f0c48f", "#d98f5b"]))
            c.box(x + 8, y + 100, x + 88, y + 200, "#ffffff")
            c.box(x + 18, y, x + 78, y + 44, "#2f6f8c")
            for line in range(3):
                c.box(x + 20, y + 118 + line * 24, x + 70 - line * 9, y + 126 + line * 24, "#7b8c94")


@scene
def data(c: Canvas) -> None:
    """Cabinets of a computing centre in blue light."""
    c.sky("#04101f", "#0b2748")
    for side in (-1, 1):
        for index in range(7):
            far, near = 800 + side * (90 + index * 105), 800 + side * (90 + (index + 1) * 105)
            top, below = 360 - index * 52, 520 + index * 54
            c.shape(
                [(far, top), (near, top - 52), (near, below + 54), (far, below)],
                "#10233d" if index % 2 else "#142c4c",
            )
            for _ in range(16 + index * 6):
                x = c.random.uniform(min(far, near) + 8, max(far, near) - 8)
                y = c.random.uniform(top, below)
                c.box(
                    x, y, x + 3 + index, y + 2 + index / 2, c.random.choice(["#58e0c4", "#4aa3ff", "#ffb347"])
                )
    c.glow(800, 440, 90, "#9fd4ff", core=0.25)


@scene
def ballot(c: Canvas) -> None:
    """A seaside town of coloured fronts."""
    c.sky("#5fb3d9", "#d6eef5", bottom=520)
    for row in range(3):
        for x in range(-40, WIDTH, 120):
            top = 230 + row * 110 + c.random.randint(-30, 30)
            colour = c.random.choice(["#f2c14e", "#f78154", "#f4ead5", "#5fad92", "#b4436c", "#e9d8a6"])
            c.box(x, top, x + 116, 640, colour)
            c.shape([(x - 4, top), (x + 58, top - 40), (x + 120, top)], "#a5492f")
            c.windows((x + 20, top + 24, x + 110, top + 110), "#3d4f5d", 0.9)
    c.water(640, "#0b5f77", "#3fa3b5", light="#f4ead5")


@scene
def tunnel(c: Canvas) -> None:
    """The mouth of a railway tunnel."""
    c.sky("#a8bccb", "#e3ebee", bottom=300)
    heights = c.ridge(260, 130, "#6b7a78")
    c.trees(heights, "#4c5f57")
    c.ridge(400, 60, "#59665c")
    c.disc(800, 560, 330, "#8f8a80")
    c.disc(800, 560, 280, "#1b1c20")
    c.box(470, 560, 1130, 900, "#8f8a80")
    c.box(520, 560, 1080, 900, "#1b1c20")
    for index in range(6):
        c.disc(800, 560, 250 - index * 40, f"#{30 + index * 7:02x}{30 + index * 7:02x}{34 + index * 8:02x}")
    c.glow(800, 560, 26, "#ffeec2")
    for left, right in ((770, 560), (790, 690), (810, 910), (830, 1040)):
        c.line([(left, 600), (right, 900)], "#b9bcc2", 8)


@scene
def storm(c: Canvas) -> None:
    """The spiral of a cyclone from above."""
    c.sky("#0a2540", "#0e3a5c")
    for arm in range(3):
        for turn in range(190):
            angle = arm * 2.1 + turn * 0.042
            far = 40 + turn * 3.4
            x, y = 820 + far * 1.25 * math.cos(angle), 450 + far * 0.86 * math.sin(angle)
            tone = 150 + c.random.randint(0, 100)
            r = 20 + turn * 0.2
            c.disc(
                x + c.random.uniform(-34, 34),
                y + c.random.uniform(-24, 24),
                r,
                f"#{tone:02x}{tone:02x}{tone:02x}",
            )
    c.soften(16)
    c.disc(820, 450, 34, "#12324e")
    c.soften(3)


@scene
def heat(c: Canvas) -> None:
    """A low red sun over a hot plain with a river."""
    c.sky("#a63c1e", "#e8873a", "#f9cf7a", bottom=600)
    c.glow(620, 380, 130, "#fff0b8", core=0.8)
    c.hills(590, 18, "#7d4a2b")
    c.hills(640, 14, "#643a22", waves=2.2)
    c.shape([(700, 640), (760, 640), (1050, 900), (380, 900)], "#f2b76a")
    for x in (180, 1240, 1420):
        c.line([(x, 690), (x, 560)], "#2e1a10", 14)
        for angle in range(0, 360, 36):
            a = math.radians(angle)
            c.line([(x, 560), (x + 90 * math.cos(a), 560 + 50 * math.sin(a) + 24)], "#2e1a10", 9)


@scene
def chip(c: Canvas) -> None:
    """Conductors around a chip."""
    c.sky("#0c3b2e", "#14523f")
    for index in range(90):
        x, y = c.random.randint(0, WIDTH), c.random.randint(0, HEIGHT)
        dx, dy = (800 - x) * 0.5, (450 - y) * 0.5
        c.line([(x, y), (x + dx, y), (x + dx, y + dy)], "#c9a24b" if index % 3 else "#7fbf9b", 5)
        c.disc(x, y, 10, "#e6cf8b")
    c.box(560, 260, 1040, 640, "#1b1e24")
    c.box(610, 305, 990, 595, "#2a2f38")
    for x in range(640, 960, 40):
        for y in range(335, 570, 40):
            c.box(x, y, x + 30, y + 30, c.random.choice(["#4e7cff", "#36b3a8", "#8892a8", "#3a4150"]))


@scene
def wildfire(c: Canvas) -> None:
    """A burning ridge at dusk."""
    c.sky("#2b1a2f", "#7d2f2a", "#f08a3c", bottom=560)
    heights = c.ridge(440, 120, "#3a1f22")
    for index in range(0, len(heights), 3):
        if c.random.random() < 0.3:
            c.glow(index * 8, heights[index], c.random.randint(10, 24), "#ff9d3c")
    c.trees(heights, "#241316")
    front = c.ridge(640, 80, "#150c10")
    c.trees(front, "#0b0709")
    c.water(800, "#2a1216", "#8a3a22", light="#ffb066")


@scene
def mine(c: Canvas) -> None:
    """A winding tower in the snow."""
    c.sky("#8fa6bd", "#dfe8ee", bottom=600)
    heights = c.ridge(520, 70, "#b9c7d1")
    c.trees(heights, "#5d6f75")
    c.box(0, 640, WIDTH, HEIGHT, "#eef3f6")
    c.box(880, 470, 1380, 690, "#7a4a3a")
    c.windows((910, 500, 1360, 650), "#f5d48a", 0.5)
    for x in (520, 760):
        c.line([(x, 690), (640, 190)], "#37424d", 14)
    for y in range(300, 680, 76):
        half = (y - 190) * 0.23
        c.line([(640 - half, y), (640 + half, y)], "#37424d", 8)
    c.draw.ellipse((585, 130, 695, 240), outline=(55, 66, 77), width=12)
    c.line([(690, 170), (1000, 470)], "#37424d", 5)
    c.hills(730, 14, "#ffffff")


@scene
def books(c: Canvas) -> None:
    """Shelves of a library."""
    c.box(0, 0, WIDTH, HEIGHT, "#3a2618")
    for shelf in range(4):
        base, x = 215 + shelf * 222, 24
        while x < WIDTH - 60:
            width, height = c.random.randint(20, 58), c.random.randint(120, 186)
            colour = c.random.choice(
                ["#7b2d26", "#2f4858", "#c28f2c", "#55632f", "#e4d5b7", "#5b3a5e", "#86625c"]
            )
            c.box(x, base - height, x + width, base, colour)
            c.box(x, base - height + 18, x + width, base - height + 25, "#e9d9ae")
            x += width + 3
        c.box(0, base, WIDTH, base + 20, "#6b482d")


@scene
def parliament(c: Canvas) -> None:
    """A half-circle of seats from above."""
    c.sky("#ece6d8", "#d8cfbb")
    for ring in range(7):
        for index in range(13 + ring * 3):
            angle = math.pi * (index + 0.5) / (13 + ring * 3)
            x, y = 800 - (190 + ring * 88) * math.cos(angle), 800 - (170 + ring * 80) * math.sin(angle)
            c.disc(
                x, y, 21, ("#3d5a80", "#98c1d9", "#ee6c4d", "#5b8e7d")[min(3, index * 4 // (13 + ring * 3))]
            )
    c.box(690, 770, 910, 850, "#7a5c43")


@scene
def fishing(c: Canvas) -> None:
    """Small boats before a green coast."""
    c.sky("#b6d4e3", "#f5f0e6", bottom=420)
    c.hills(380, 34, "#7d9a86")
    c.hills(410, 20, "#5d7d69", waves=2.7)
    c.water(430, "#1f5a73", "#7fb3c2")
    for x, y, s, colour in (
        (300, 560, 150, "#b33a3a"),
        (900, 640, 220, "#2d5f8b"),
        (1290, 520, 110, "#e0b23e"),
    ):
        c.shape([(x, y), (x + s * 2, y), (x + s * 1.7, y + s * 0.5), (x + s * 0.3, y + s * 0.5)], colour)
        c.box(x + s * 0.5, y - s * 0.5, x + s * 1.05, y, "#f4f1e8")
        c.line([(x + s * 1.3, y), (x + s * 1.3, y - s * 1.3)], "#38332c", 7)
        c.line([(x + s * 1.3, y - s * 1.3), (x + s * 2, y)], "#38332c", 3)


@scene
def runner(c: Canvas) -> None:
    """A road race seen from above."""
    c.sky("#c9b79a", "#bfa985")
    c.shape([(380, 0), (980, 0), (1240, 900), (200, 900)], "#6b6d73")
    c.line([(680, 0), (720, 900)], "#e9e4d5", 8)
    for _ in range(160):
        y = c.random.randint(0, 880)
        edge = 380 - y * 0.2
        x = c.random.uniform(edge + 50, 980 + y * 0.29 - 50)
        size = 9 + y / 60
        c.disc(x + size, y + size, size, "#4f5157")
        c.disc(
            x, y, size, c.random.choice(["#e4572e", "#f3a712", "#29335c", "#f0f0e8", "#669bbc", "#2a9d8f"])
        )
        c.disc(x, y - size * 0.2, size * 0.5, "#5a3a26")


@scene
def blackout(c: Canvas) -> None:
    """A dark city under stars, one block lit."""
    c.sky("#03050d", "#101a33", bottom=700)
    c.stars(520, 520)
    c.skyline(720, (90, 330), "#0c1222")
    c.skyline(760, (60, 220), "#080d19", lit="#f6cf7a", share=0.02)
    c.box(980, 470, 1130, 760, "#121a2c")
    c.windows((994, 486, 1120, 740), "#ffd98a", 0.85)
    c.water(760, "#04070f", "#0f1830", glints=90, light="#c8b27a")


@scene
def wheat(c: Canvas) -> None:
    """Ears of wheat against the evening."""
    c.sky("#6f9fc2", "#f6ddb0", bottom=620)
    c.hills(560, 20, "#c8a455")
    c.box(0, 640, WIDTH, HEIGHT, "#b78d3b")
    for _ in range(130):
        x, top = c.random.randint(0, WIDTH), c.random.randint(300, 640)
        lean = c.random.uniform(-40, 40)
        c.line([(x, HEIGHT), (x + lean, top)], "#a67c2e", 5)
        for index in range(8):
            y = top + index * 15
            c.disc(x + lean * (1 - index * 0.03) + (7 if index % 2 else -7), y, 9, "#e5c15f")


@scene
def river(c: Canvas) -> None:
    """Mountains in mist above a green river."""
    c.sky("#e7ecea", "#c3d5d0", bottom=620)
    for level, colour in ((250, "#a9c1bd"), (340, "#86a8a2"), (440, "#5f8a83"), (530, "#416f68")):
        c.ridge(level, 110, colour, rough=0.5)
        c.soften(2.2)
    c.water(620, "#2f6f63", "#8fbdb1")
    c.shape([(980, 700), (1180, 700), (1150, 730), (1010, 730)], "#3a2a1f")
    c.line([(1080, 700), (1080, 620)], "#3a2a1f", 6)


@scene
def lighthouse(c: Canvas) -> None:
    """A lighthouse with its beam."""
    c.sky("#172a45", "#476a8a", "#d7a77c", bottom=600)
    c.shape([(1000, 250), (0, 90), (0, 250)], "#4a6884")
    c.shape([(820, 700), (1600, 620), (1600, 900), (640, 900)], "#2c2f36")
    c.shape([(950, 690), (1070, 690), (1045, 300), (975, 300)], "#f1ece2")
    for y in (380, 500, 620):
        c.box(966 - (y - 300) / 16, y, 1054 + (y - 300) / 16, y + 44, "#b23a3a")
    c.box(968, 236, 1052, 300, "#28303c")
    c.glow(1010, 266, 30, "#fff2b8")
    c.water(720, "#14253b", "#3c5c77", light="#f0d9b0")
