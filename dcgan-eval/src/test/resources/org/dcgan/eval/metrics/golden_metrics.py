"""Reference values of metrics from SciPy and scikit-learn, for GoldenMetricsTest.

Command, in this folder (apt-get install python3-scipy python3-sklearn):

    python3 golden_metrics.py > golden-metrics.properties

The features are not stored: this script and the test generate them by the same arithmetic, which is
exact in double precision and rounded once to float32.
"""

import sys

import numpy as np
import scipy
import scipy.linalg
import scipy.spatial.distance
import scipy.special
import scipy.stats
import sklearn
from sklearn.metrics import DistanceMetric
from sklearn.metrics.pairwise import polynomial_kernel
from sklearn.neighbors import NearestNeighbors


def features(seed, count, dim, shift, exponent):
    """Sums of three uniform numbers, correlated with their neighbors; column k times 2^(exponent k)."""
    state = seed

    def uniform():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 40) / 2.0**24

    rows = np.zeros((count, dim))
    for i in range(count):
        last = 0.0
        for k in range(dim):
            value = uniform() + uniform() + uniform() - 1.5
            rows[i, k] = (value + 0.5 * last + shift) * 2.0 ** (exponent * k)
            last = value
    return rows.astype(np.float32).astype(np.float64)


def repeated(rows, times):
    """Row i becomes row i - i % times."""
    return rows[[i - i % times for i in range(len(rows))]]


def frechet_by_root(real, generated):
    c1, c2 = np.cov(real, rowvar=False), np.cov(generated, rowvar=False)
    difference = real.mean(axis=0) - generated.mean(axis=0)
    root = scipy.linalg.sqrtm(c1 @ c2)
    return difference @ difference + np.trace(c1 + c2) - 2 * np.trace(root).real


def frechet_by_singular_values(real, generated):
    """tr (C1 C2)^(1/2) is the nuclear norm of X1 X2' / sqrt((n1 - 1)(n2 - 1)), X centered."""
    x1, x2 = real - real.mean(axis=0), generated - generated.mean(axis=0)
    difference = real.mean(axis=0) - generated.mean(axis=0)
    n1, n2 = len(real) - 1, len(generated) - 1
    common = scipy.linalg.svdvals(x1 @ x2.T).sum() / np.sqrt(n1 * n2)
    return difference @ difference + (x1**2).sum() / n1 + (x2**2).sum() / n2 - 2 * common


def kernel(real, generated):
    """All images in one subset; scikit-learn's default gamma is 1 / d."""
    def among(x):
        k = polynomial_kernel(x, degree=3, coef0=1)
        return (k.sum() - np.trace(k)) / (len(x) * (len(x) - 1))

    between = polynomial_kernel(real, generated, degree=3, coef0=1).mean()
    return among(real) + among(generated) - 2 * between


def radii(rows, k):
    """The distance to the k-th nearest other row; the nearest one found is the row itself."""
    search = NearestNeighbors(n_neighbors=k + 1, algorithm="kd_tree").fit(rows)
    return search.kneighbors(rows)[0][:, k]


def distances(real, generated):
    return DistanceMetric.get_metric("euclidean").pairwise(real, generated)


def neighbors(real, generated):
    d = distances(real, generated)
    inside = d <= radii(real, 5)[:, None]
    nearest = d.argmin(axis=0)
    to_real = d.min(axis=0)
    among = radii(real, 1)
    return {
        "precision": (d <= radii(real, 3)[:, None]).any(axis=0).mean(),
        "recall": (d <= radii(generated, 3)[None, :]).any(axis=1).mean(),
        "density": inside.sum(axis=0).mean() / 5,
        "coverage": inside.any(axis=1).mean(),
        "generatedToReal": to_real.mean(),
        "realToReal": among.mean(),
        "least": to_real.min(),
        "authenticity": (to_real > among[nearest]).mean(),
        "copies": int((to_real == 0).sum()),
    }


def inception(logits, splits):
    p = scipy.special.softmax(logits, axis=1)
    scores = []
    for split in range(splits):
        part = p[split * len(p) // splits : (split + 1) * len(p) // splits]
        scores.append(np.exp(scipy.stats.entropy(part, part.mean(axis=0)[None, :], axis=1).mean()))
    return {"inception.mean": np.mean(scores), "inception.deviation": np.std(scores)}


def show(case, values):
    for name, value in values.items():
        print(f"{case}.{name} = {value!r}".replace("np.float64(", "").replace(")", ""))


def main():
    print(
        f"# golden_metrics.py with SciPy {scipy.__version__}, scikit-learn {sklearn.__version__},"
        f" NumPy {np.__version__}, Python {sys.version.split()[0]}"
    )
    cases = {
        # Seed, count, dimensions, shift and exponent of real and of generated rows.
        "plain": (features(1, 120, 10, 0.0, 0), features(2, 90, 10, 0.25, 0)),
        "near": (features(3, 150, 4, 0.0, 0), features(4, 150, 4, 0.0, 0)),
        "few": (features(5, 9, 40, 0.0, 0), features(6, 7, 40, 0.5, 0)),
        "ill": (features(7, 100, 12, 0.0, -2), features(8, 100, 12, 0.125, -2)),
        "far": (features(9, 80, 6, 1000.0, 0), features(10, 80, 6, 1000.25, 0)),
        "copies": (repeated(features(11, 60, 8, 0.0, 0), 6), repeated(features(11, 48, 8, 0.0, 0), 4)),
        "collapsed": (features(12, 60, 8, 0.0, 0), repeated(features(13, 60, 8, 0.0, 0), 60)),
        "constant": (repeated(features(14, 20, 3, 0.0, 0), 20), repeated(features(15, 20, 3, 0.0, 0), 20)),
    }
    for case, (real, generated) in cases.items():
        roots = {}
        if case in ("plain", "near", "far"):
            # Regular covariances; the root of an ill-conditioned one is less exact than the other way.
            roots["frechet.sqrtm"] = frechet_by_root(real, generated)
        roots["frechet"] = frechet_by_singular_values(real, generated)
        show(case, roots)
        show(case, {"kernel": kernel(real, generated)})
        show(case, neighbors(real, generated))
    show("logits", inception(features(16, 100, 7, 0.0, 0) * 4, 4))


main()
