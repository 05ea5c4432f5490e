"""Pictures with the tones of photographs, computed: sky, hills, sea, piers, boats, grain. The same on every run."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 860
Layer = NDArray[np.float32]


def noise(seed: int, shape: tuple[int, int], coarse: tuple[int, int], octaves: int = 5) -> Layer:
    """Cloud-like noise between 0 and 1: octaves of random grids, enlarged smoothly. Shapes are (height, width)."""
    source = np.random.default_rng(seed)
    total = np.zeros(shape, np.float32)
    weight = 1.0
    rows, columns = coarse
    for _ in range(octaves):
        grid = source.random((rows, columns), dtype=np.float32)
        enlarged = Image.fromarray(grid).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
        total += np.asarray(enlarged, np.float32) * weight
        weight *= 0.5
        rows, columns = min(rows * 2, shape[0]), min(columns * 2, shape[1])
    low, high = float(total.min()), float(total.max())
    return ((total - low) / (high - low)).astype(np.float32)


def _mix(below: Layer, above: tuple[float, float, float] | Layer, cover: Layer) -> Layer:
    colour = np.asarray(above, np.float32)
    return (below + (colour - below) * cover[..., None]).astype(np.float32)


def _sky(seed: int, top: tuple[float, float, float], low: tuple[float, float, float], cloud: float) -> Layer:
    height = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None] ** 0.8
    sky = np.asarray(top, np.float32) * (1 - height) + np.asarray(low, np.float32) * height
    sky = np.broadcast_to(sky, (HEIGHT, WIDTH, 3)).copy()
    cover = np.clip((noise(seed, (HEIGHT, WIDTH), (5, 3), 6) - (0.72 - cloud)) * 2.6, 0, 1)
    shade = 0.72 + 0.28 * noise(seed + 1, (HEIGHT, WIDTH), (6, 4), 5)[..., None]
    bright = np.asarray(low, np.float32) * 0.25 + 0.75
    clouded: Layer = (sky * (1 - cover[..., None]) + cover[..., None] * shade * bright).astype(np.float32)
    return clouded


def _hills(picture: Layer, seed: int, horizon: int, tall: int, colour: tuple[float, float, float]) -> Layer:
    ridge = noise(seed, (1, WIDTH), (1, 5), 7)[0] * tall
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
    cover = np.clip(rows - (horizon - ridge)[None, :], 0, 1) * (rows < horizon + 2)
    trees = 0.75 + 0.5 * noise(seed + 2, (HEIGHT, WIDTH), (60, 90), 3)[..., None]
    return _mix(picture, np.asarray(colour, np.float32) * trees, cover.astype(np.float32))


def _sea(
    picture: Layer, seed: int, horizon: int, colour: tuple[float, float, float], sun: float, rough: float
) -> Layer:
    """Water below `horizon`: it mirrors the sky, its waves grow towards the viewer, the sun glitters at `sun`."""
    depth = HEIGHT - horizon
    source = noise(seed, (900, WIDTH), (180, 26), 4)
    far = np.linspace(0.002, 1, depth, dtype=np.float32)
    rows = np.clip((899 * (1 - 1 / (1 + 7 * far)) / (1 - 1 / 8)), 0, 899).astype(np.int32)
    waves = source[rows] - 0.5
    level = np.arange(depth, dtype=np.float32)[:, None] * 0.6 + waves * (30 + 260 * far[:, None])
    mirrored = picture[horizon - 1 - np.clip(level, 0, horizon - 1).astype(np.int32), np.arange(WIDTH)[None, :]]
    share = (0.5 - 0.26 * far)[:, None, None]
    water = mirrored * share + np.asarray(colour, np.float32) * (1 - share)
    water = water * (1 + waves[..., None] * (0.35 + rough * far[:, None, None]))
    across = np.arange(WIDTH, dtype=np.float32)[None, :] / WIDTH - sun
    path = np.exp(-((across / (0.05 + 0.22 * far[:, None])) ** 2))
    water += (np.clip(waves * 5.5 - 0.75, 0, 1) * path)[..., None] * np.asarray((1.0, 0.94, 0.8), np.float32)
    foam = np.clip((waves - 0.36 + 0.1 * rough) * 8, 0, 1) * far[:, None] * rough
    picture[horizon:] = _mix(water.astype(np.float32), (0.93, 0.95, 0.96), foam.astype(np.float32))
    return picture


def _drawn(picture: Layer, seed: int, polygons: list[tuple[list[tuple[float, float]], tuple[int, int, int]]]) -> Layer:
    """Solid things on the picture, their faces dirtied by noise, their edges as soft as a lens makes them."""
    layer = Image.new("RGBA", (WIDTH * 2, HEIGHT * 2), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for points, colour in polygons:
        pen.polygon([(x * WIDTH * 2, y * HEIGHT * 2) for x, y in points], fill=(*colour, 255))
    small = layer.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))
    values: Layer = (np.asarray(small, np.float32) / 255).astype(np.float32)
    dirt = 0.78 + 0.4 * noise(seed, (HEIGHT, WIDTH), (40, 60), 5)[..., None]
    return _mix(picture, (values[..., :3] * dirt).astype(np.float32), values[..., 3])


def _boat(
    x: float, y: float, size: float, hull: tuple[int, int, int]
) -> list[tuple[list[tuple[float, float]], tuple[int, int, int]]]:
    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + across * size, y + up * size) for across, up in points]

    shadow = tuple(part // 3 for part in hull)
    return [
        (at((-1, 0.02), (0.95, 0.02), (0.8, 0.2), (-0.8, 0.2)), (shadow[0], shadow[1], shadow[2])),
        (at((-1.05, -0.16), (1.15, -0.26), (0.92, 0.03), (-0.92, 0.03)), hull),
        (at((-1.02, -0.12), (1.1, -0.2), (1.08, -0.16), (-1.01, -0.08)), (40, 60, 110)),
        (at((-0.55, -0.62), (0.1, -0.62), (0.16, -0.18), (-0.6, -0.16)), (236, 238, 236)),
        (at((-0.48, -0.55), (0.05, -0.55), (0.08, -0.4), (-0.5, -0.4)), (58, 74, 88)),
        (at((-0.25, -1.2), (-0.22, -1.2), (-0.22, -0.6), (-0.25, -0.6)), (70, 70, 74)),
        (at((0.55, -0.85), (0.57, -0.85), (0.6, -0.2), (0.57, -0.2)), (80, 80, 84)),
    ]


def _houses(seed: int) -> list[tuple[list[tuple[float, float]], tuple[int, int, int]]]:
    chance = np.random.default_rng(seed)
    found: list[tuple[list[tuple[float, float]], tuple[int, int, int]]] = []
    roofs = ((72, 76, 88), (108, 74, 62), (60, 84, 82), (92, 92, 96), (120, 96, 74))
    for place in np.sort(chance.random(420)):
        near = float(place)
        x, y = float(chance.random()), 0.42 + 0.42 * near
        wide, tall = 0.012 + 0.03 * near, 0.012 + 0.03 * near
        light = int(190 + chance.integers(0, 55))
        roof = roofs[int(chance.integers(0, len(roofs)))]
        found.append(([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)], (light, light - 4, light - 16)))
        found.append(
            (
                [
                    (x + wide, y),
                    (x + wide * 1.4, y - tall * 0.1),
                    (x + wide * 1.4, y + tall * 0.8),
                    (x + wide, y + tall),
                ],
                (light - 70, light - 70, light - 72),
            )
        )
        found.append(
            (
                [
                    (x - wide * 0.08, y),
                    (x + wide * 0.45, y - tall * 0.55),
                    (x + wide * 1.5, y - tall * 0.12),
                    (x + wide, y),
                ],
                roof,
            )
        )
    return found


def _develop(picture: Layer, seed: int, warm: float = 0.0) -> bytes:
    """Lens and film: falling light in the corners, a soft curve of tones, grain, then JPEG."""
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    picture = picture * (1 - 0.2 * (x * x + y * y))[..., None]
    picture = picture * np.asarray((1 + warm, 1.0, 1 - warm), np.float32)
    grain = np.random.default_rng(seed).normal(0, 0.013, (HEIGHT, WIDTH, 1)).astype(np.float32)
    picture = np.clip(picture + grain, 0, 1)
    picture = picture * picture * (3 - 2 * picture) * 0.45 + picture * 0.55
    image = Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8))
    target = BytesIO()
    image.save(target, "JPEG", quality=86, subsampling=0)
    return target.getvalue()


def harbour(seed: int = 11) -> bytes:
    """A fishing harbour by day, as JPEG."""
    picture = _sky(seed, (0.25, 0.47, 0.78), (0.8, 0.88, 0.94), 0.3)
    picture = _hills(picture, seed + 3, 400, 150, (0.33, 0.45, 0.5))
    picture = _hills(picture, seed + 6, 404, 76, (0.16, 0.3, 0.2))
    picture = _sea(picture, seed + 9, 402, (0.1, 0.26, 0.33), 0.7, 0.25)
    pier: list[tuple[list[tuple[float, float]], tuple[int, int, int]]] = [
        ([(0, 0.86), (0.52, 0.6), (0.6, 0.6), (0.42, 1), (0, 1)], (172, 170, 162)),
        ([(0.6, 0.6), (0.605, 0.63), (0.45, 1), (0.42, 1)], (92, 92, 90)),
        ([(0.1, 0.85), (0.125, 0.85), (0.125, 0.9), (0.1, 0.9)], (60, 58, 56)),
        ([(0.32, 0.73), (0.335, 0.73), (0.335, 0.765), (0.32, 0.765)], (64, 62, 60)),
    ]
    boats = (
        _boat(0.72, 0.58, 0.07, (232, 234, 232))
        + _boat(0.86, 0.72, 0.11, (224, 228, 230))
        + _boat(0.66, 0.51, 0.03, (210, 210, 206))
    )
    return _develop(_drawn(picture, seed + 12, pier + boats), seed)


def evening(seed: int = 31) -> bytes:
    """The same coast at dusk: dark hills, the sun on the water."""
    picture = _sky(seed, (0.22, 0.26, 0.46), (0.98, 0.66, 0.4), 0.28)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    glow = np.exp(-(((x - 800) / 300) ** 2 + ((y - 400) / 190) ** 2))
    picture = picture + glow[..., None] * np.asarray((0.55, 0.36, 0.12), np.float32)
    picture = _hills(picture, seed + 4, 430, 120, (0.13, 0.13, 0.2))
    picture = _sea(picture, seed + 5, 430, (0.1, 0.1, 0.17), 0.625, 0.2)
    boats = _boat(0.3, 0.7, 0.09, (44, 42, 48)) + _boat(0.52, 0.56, 0.035, (38, 36, 44))
    dark = [(points, (red // 4, green // 4, blue // 3)) for points, (red, green, blue) in boats]
    return _develop(_drawn(picture, seed + 6, dark), seed, 0.04)


def breakwater(seed: int = 51) -> bytes:
    """A breakwater in rough weather."""
    picture = _sky(seed, (0.42, 0.47, 0.52), (0.72, 0.75, 0.77), 0.5)
    picture = _sea(picture, seed + 3, 360, (0.2, 0.28, 0.29), 0.4, 0.9)
    blocks: list[tuple[list[tuple[float, float]], tuple[int, int, int]]] = [
        ([(1, 0.58), (0.36, 0.42), (0.3, 0.42), (0.3, 0.45), (1, 0.7)], (150, 150, 146)),
        ([(1, 0.7), (0.3, 0.45), (0.3, 0.47), (1, 0.84)], (98, 100, 100)),
        ([(0.318, 0.3), (0.336, 0.3), (0.342, 0.42), (0.312, 0.42)], (196, 58, 48)),
        ([(0.314, 0.28), (0.34, 0.28), (0.34, 0.305), (0.314, 0.305)], (226, 226, 222)),
    ]
    for place in range(9):
        x = 0.44 + place * 0.065
        y = 0.515 + place * 0.037
        size = 0.02 + place * 0.004
        blocks.append(
            (
                [(x - size, y + size * 1.6), (x, y - size), (x + size * 1.2, y + size * 1.4)],
                (124 - place * 3, 122 - place * 3, 116),
            )
        )
    return _develop(_drawn(picture, seed + 8, blocks), seed)


def hillside(seed: int = 71) -> bytes:
    """A town on a slope above the sea."""
    picture = _sky(seed, (0.4, 0.6, 0.84), (0.88, 0.92, 0.94), 0.22)
    picture = _hills(picture, seed + 2, 480, 260, (0.2, 0.36, 0.22))
    slope = np.clip(noise(seed + 4, (HEIGHT, WIDTH), (30, 50), 5), 0, 1)[..., None]
    ground = np.asarray((0.22, 0.36, 0.18), np.float32) * (0.55 + 0.9 * slope)
    rows = np.arange(HEIGHT, dtype=np.float32)[:, None] * np.ones((1, WIDTH), np.float32)
    picture = _mix(picture, ground, np.clip((rows - 350) / 20, 0, 1).astype(np.float32))
    return _develop(_drawn(picture, seed + 6, _houses(seed)), seed, 0.02)
