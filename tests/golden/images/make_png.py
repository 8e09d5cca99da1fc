"""Makes png.npz: small pictures that Pillow writes, and their red, green and blue with what is transparent laid on white."""
import io

import numpy as np
from PIL import Image

arrays = {}


def add(name, image, rgb, **options):
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    arrays[name + "/file"] = np.frombuffer(file.getvalue(), np.uint8)
    arrays[name + "/rgb"] = rgb.astype(np.uint8)


def on_white(colours, opacity):
    a = opacity[..., None].astype(int)
    return (colours.astype(int) * a + 255 * (255 - a) + 127) // 255


random = np.random.RandomState(3)
y, x = np.mgrid[0:12, 0:9]
rgb = np.stack([x * 20 + y * 3, y * 17, (x * y * 5) % 256], -1).astype(np.uint8)
rgb[8:] = random.randint(0, 256, (4, 9, 3))
rgb[3] = rgb[2]
rgb[4:7, :, 0] = np.arange(9) * 7
grey = rgb[..., 0]
three = np.repeat(grey[..., None], 3, 2)
opacity = (x * 31 % 256).astype(np.uint8)
opacity[0], opacity[1] = 255, 0
table = np.array([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7, 200, 100, 50]).reshape(5, 3)
add("rgb", Image.fromarray(rgb), rgb)
add("grey", Image.fromarray(grey), three)
add("rgba", Image.fromarray(np.dstack([rgb, opacity])), on_white(rgb, opacity))
add("grey-alpha", Image.fromarray(np.dstack([grey, opacity]), "LA"), on_white(three, opacity))
key = rgb[2, 2]
add("rgb-key", Image.fromarray(rgb), np.where((rgb == key).all(-1)[..., None], 255, rgb), transparency=tuple(int(v) for v in key))
for name, numbers, options in (
    ("palette-4", (x + y) % 5, {"bits": 4}),
    ("palette-8", (x * y) % 5, {"bits": 8, "transparency": 2}),
):
    picture = Image.fromarray(numbers.astype(np.uint8), "P")
    picture.putpalette(table.flatten().tolist())
    colours = table[numbers]
    if "transparency" in options:
        colours = np.where((numbers == 2)[..., None], 255, colours)
    add(name, picture, colours, **options)
bits = (x + y) % 3 == 0
add("one-bit", Image.fromarray(bits), np.repeat((bits * 255)[..., None], 3, 2))
np.savez("png.npz", **arrays)
