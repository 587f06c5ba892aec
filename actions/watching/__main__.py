"""A process that looks at its share of all tasks (`actions.watching.apart`)."""

from actions.watching.apart import main

if __name__ == "__main__":
    main()
