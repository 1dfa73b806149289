"""What the labels of a dataset stand for."""

DIGITS = tuple(map(str, range(10)))  # MNIST's classes: label 7 stands for a "7"
