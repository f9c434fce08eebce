"""Writes the .npy files beside it (numpy 2.4.6): python3 write.py"""
import numpy as np
from numpy.lib import format

a = np.arange(6, dtype="<f4").reshape(2, 3) - 2.5


def save(name, array, version=(1, 0)):
    with open(name + ".npy", "wb") as file:
        format.write_array(file, array, version=version)


save("version1", a, (1, 0))
save("version2", a, (2, 0))
save("version3", a, (3, 0))
save("float64", np.array([[1 / 3, -2.0], [1e30, 4.0]], dtype="<f8"))
save("scalar", np.array(7.25, dtype="<f4"))
save("row", np.array([1.5, -0.0, np.nan, np.inf], dtype="<f4"))
save("empty", np.zeros((0, 3), dtype="<f4"))
save("fortran", np.asfortranarray(a))
save("bigendian", a.astype(">f4"))
save("integers", a.astype("<i4"))
save("record", np.zeros(2, dtype=[("a", "<f4")]))
