#!/usr/bin/env python3
"""Makes images.npz and fixtures.json: what Pillow gives for decoding and resizing, for our own code to be measured by.

    python3 tests/golden/images/make_images.py [../shared/fixtures]

Needs Pillow and numpy (made with Pillow 9.4.0, libjpeg-turbo 2.1.5). Without the folder of fixtures only images.npz is made.
images.npz
    resize/N/from [height, width, channels], resize/N/to: Image.resize(size, Image.BILINEAR)
    jpeg/NAME/bytes, jpeg/NAME/rgb [height, width, 3], jpeg/NAME/grey [height, width]: Image.open(...).convert("RGB" and "L")
fixtures.json
    by the frame's path: SHA-256 of the values [height, width, channels] of "decoded"; of "eval": short side resized to 112, centre 112 x 112;
    of "train": the square of side int(min(w, h) * 0.7071) at 0.3 of the free width and 0.6 of the free height, resized to 112 x 112
"""
import hashlib
import io
import json
import pathlib
import sys

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
SIZES = [  # width, height, channels -> width, height
    (7, 5, 1, 3, 2), (7, 5, 3, 16, 11), (32, 24, 3, 15, 11), (1, 1, 3, 4, 3), (40, 30, 3, 56, 42), (40, 30, 1, 14, 11),
    (101, 1, 1, 13, 1), (5, 90, 3, 5, 7), (30, 30, 3, 56, 56), (33, 47, 1, 33, 47), (64, 3, 3, 2, 5), (9, 9, 1, 1, 1),
]


def picture(random, width, height, channels):
    values = random.integers(0, 256, (height, width, channels), dtype=np.uint8)
    values[:, : width // 2] = np.where(values[:, : width // 2] < 128, 0, 255)  # the ends of the range
    return values


def image(values):
    return Image.fromarray(values[:, :, 0] if values.shape[2] == 1 else values)


def array(image):
    values = np.asarray(image)
    return values[:, :, None] if values.ndim == 2 else values


def pixels():
    random = np.random.default_rng(7)
    made = {}
    for n, (w, h, c, ow, oh) in enumerate(SIZES):
        source = picture(random, w, h, c)
        made[f"resize/{n}/from"] = source
        made[f"resize/{n}/to"] = array(image(source).resize((ow, oh), Image.BILINEAR))
    y, x = np.mgrid[0:21, 0:37]
    smooth = np.stack([x * 6, y * 11, (x * y) % 256], axis=2).astype(np.uint8)
    kinds = {
        "420": (smooth, {"subsampling": 2}), "444": (smooth, {"subsampling": 0}), "422": (smooth, {"subsampling": 1}),
        "progressive": (smooth, {"progressive": True}), "grey": (smooth[:, :, :1], {}),
    }
    for name, (values, options) in kinds.items():
        stream = io.BytesIO()
        image(values).save(stream, "JPEG", quality=80, **options)
        made[f"jpeg/{name}/bytes"] = np.frombuffer(stream.getvalue(), np.uint8)
        made[f"jpeg/{name}/rgb"] = np.asarray(Image.open(stream).convert("RGB"))
        made[f"jpeg/{name}/grey"] = np.asarray(Image.open(stream).convert("L"))
    np.savez_compressed(HERE / "images.npz", **made)


def digest(image):
    return hashlib.sha256(array(image).tobytes()).hexdigest()


def evaluation(image):
    w, h = image.size
    size = (112, int(112 * h / w)) if w < h else (int(112 * w / h), 112)
    image = image.resize(size, Image.BILINEAR)
    x, y = int(round((size[0] - 112) / 2.0)), int(round((size[1] - 112) / 2.0))
    return image.crop((x, y, x + 112, y + 112))


def training(image):
    w, h = image.size
    side = int(min(w, h) * 0.7071)
    x, y = 0.3 * (w - side), 0.6 * (h - side)
    return image.crop((x, y, x + side, y + side)).resize((112, 112), Image.BILINEAR)


def fixtures(folder):
    root = pathlib.Path(folder) / "egogesture" / "frames"
    result = {}
    for path in sorted(root.glob("*/*/*/*/00000[1-9].jpg")):
        frame = Image.open(path).convert("RGB" if "Color" in path.parts else "L")
        result[path.relative_to(root).as_posix()] = {
            "decoded": digest(frame), "eval": digest(evaluation(frame)), "train": digest(training(frame))}
    (HERE / "fixtures.json").write_text(json.dumps(result, indent=1) + "\n")


pixels()
if len(sys.argv) > 1:
    fixtures(sys.argv[1])
