"""Computes the median over time of all frames of a file with NumPy; prints peak bytes above idle, and seconds."""
import sys
import time

import numpy as np

HEIGHT, WIDTH = 256, 340


def resident(field):
    with open("/proc/self/status", encoding="ascii") as status:
        return 1024 * int(next(line for line in status if line.startswith(field)).split()[1])


idle = resident("VmRSS:")
start = time.perf_counter()
frames = np.fromfile(sys.argv[1], dtype=np.uint8).reshape(-1, HEIGHT, WIDTH, 3)
median = np.median(frames, axis=0).astype(np.uint8)
seconds = time.perf_counter() - start
print(resident("VmHWM:") - idle, seconds)
median.tofile(sys.argv[2])
