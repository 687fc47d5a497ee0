import matplotlib.pyplot as plt
import numpy as np


def show_rings(path):
    data = np.load(path)
    fig, ax = plt.subplots()
    ax.scatter(*data["X"].T, c=data["y"])
    fig.savefig("rings.png")
