"""Writes pillow_augment.npz: what Pillow makes of a picture by the changes of colours that RandAugment has, at 0.9 of their strength."""
import sys

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

y, x = np.mgrid[0:30, 0:48]
pixels = np.stack([(7 * x + 3 * y) % 180 + 20, (x * y) % 140 + 50, (5 * y + x * x) % 200 + 9], -1).astype(np.uint8)
image = Image.fromarray(pixels)
factor = 1.8 * 0.9 + 0.1
made = {
    "Posterize": ImageOps.posterize(image, 3),
    "Solarize": ImageOps.solarize(image, 256 * 0.9),
    "Color": ImageEnhance.Color(image).enhance(factor),
    "Contrast": ImageEnhance.Contrast(image).enhance(factor),
    "Brightness": ImageEnhance.Brightness(image).enhance(factor),
    "Sharpness": ImageEnhance.Sharpness(image).enhance(factor),
    "AutoContrast": ImageOps.autocontrast(image, 0),
    "Equalize": ImageOps.equalize(image),
    "Invert": ImageOps.invert(image),
}
np.savez_compressed(sys.argv[1], img=pixels, **{name: np.asarray(picture) for name, picture in made.items()})
