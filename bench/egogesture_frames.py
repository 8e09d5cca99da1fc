#!/usr/bin/env python3
"""Makes frames and an annotation file in the layout of EgoGesture, to measure how long preparing them takes.

    python3 bench/egogesture_frames.py OUT [--width 640] [--height 480] [--clips 60]

Each clip has 38 frames of smooth shapes with a camera's noise in colour and in depth, JPEG of quality 85. Needs Pillow and numpy.
"""
import argparse
import json
import pathlib

import numpy as np
from PIL import Image

FRAMES = 38
PEOPLE = [("Subject01", "training"), ("Subject02", "validation"), ("Subject03", "testing")]

parser = argparse.ArgumentParser()
parser.add_argument("out", type=pathlib.Path)
parser.add_argument("--width", type=int, default=640)
parser.add_argument("--height", type=int, default=480)
parser.add_argument("--clips", type=int, default=60)
settings = parser.parse_args()
width, height = settings.width, settings.height
random = np.random.default_rng(1)
database = {}
for number, (subject, subset) in enumerate(PEOPLE):
    scene = settings.out / "frames" / subject / "Scene1"
    folders = [scene / "Color" / "rgb1", scene / "Depth" / "depth1"]
    for folder in folders:
        folder.mkdir(parents=True)
    shapes = Image.fromarray(random.integers(0, 256, (30, 40, 3), dtype=np.uint8)).resize((width + 40, height + 40), Image.BICUBIC)
    shapes = np.asarray(shapes).astype(np.float32)
    clips = len(range(number, settings.clips, len(PEOPLE)))
    for frame in range(1, clips * FRAMES + 1):
        x, y = frame % 40, frame // 2 % 40
        noise = random.normal(0, 6, (height, width, 1))
        picture = np.clip(shapes[y:y + height, x:x + width] + noise, 0, 255).astype(np.uint8)
        Image.fromarray(picture).save(folders[0] / f"{frame:06d}.jpg", quality=85)
        Image.fromarray(picture[:, :, 0]).save(folders[1] / f"{frame:06d}.jpg", quality=85)
    for clip in range(clips):
        database[f"{subject}/Scene1/Color/rgb1_{clip}"] = {"subset": subset, "annotations": {
            "label": f"Gesture {clip % 2}", "start_frame": str(1 + clip * FRAMES), "end_frame": str((clip + 1) * FRAMES)}}
(settings.out / "annotations.json").write_text(json.dumps({"labels": ["Gesture 0", "Gesture 1"], "database": database}))
