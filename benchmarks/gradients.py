"""The Gradients page, T = 100 and m = 16: new weights to everything redrawn, three cells forward and backward."""

from browsing import TEXT, open_page, report
from page import redraws


def main() -> None:
    with open_page(f"/gradients?m=16&scale=1.0&text={TEXT.replace(' ', '+')}") as page:
        redraws(page, 2)
        report("changed weights to the Gradients page redrawn", redraws(page, 21), 250)


if __name__ == "__main__":
    main()
