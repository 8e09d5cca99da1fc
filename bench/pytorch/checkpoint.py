"""Writes checkpoints of about N megabytes to a folder: zip.pth, legacy.pth, and transposed.pth, whose tensors are not contiguous."""
import sys

import torch

folder, megabytes = sys.argv[1], int(sys.argv[2])
torch.manual_seed(1)
# Sizes as networks have them: some large kernels, many small vectors.
count = megabytes * 10**6 // 4
state = {}
for i in range(10):
    state[f"module.layer{i}.weight"] = torch.randn(count // 10 // 1000, 1000)
    state[f"module.layer{i}.bias"] = torch.randn(1000)
    state[f"module.layer{i}.num_batches_tracked"] = torch.tensor(i)
checkpoint = {"state_dict": state, "epoch": 7, "arch": "none"}
torch.save(checkpoint, f"{folder}/zip.pth")
torch.save(checkpoint, f"{folder}/legacy.pth", _use_new_zipfile_serialization=False)
checkpoint["state_dict"] = {name: value.t() if value.dim() == 2 else value for name, value in state.items()}
torch.save(checkpoint, f"{folder}/transposed.pth")
