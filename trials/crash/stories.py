"""All stories of the matrix, and the doors that no story goes through, each with its reason."""

from trials.crash import stories_papers, stories_rooms, stories_tasks
from trials.crash.asking import Ask, Do

STORIES = (*stories_tasks.STORIES, *stories_rooms.STORIES, *stories_papers.STORIES)

NOT_TRIED = {
    "POST /system/mail": "sends a letter on the spot, and writes nothing",
}
"""Routes of the interface that change nothing which a kill could halve."""


def routes() -> set[str]:
    """The routes of the interface that the stories go through, as `POST /tasks`."""
    steps = [step for story in STORIES for step in story.steps]
    asked = {step.name for step in steps if isinstance(step, Ask)}
    return asked.union(*(step.stands_for for step in steps if isinstance(step, Do)))
