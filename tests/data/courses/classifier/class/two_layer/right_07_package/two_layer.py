# Everything stands in modules of my own.
from models import TwoLayerNet
from training.solver import Solver
from training import *
from plots import show_rings

show_rings("rings.npz")
