"""All stories of the matrix."""

from trials.crash import stories_tasks

STORIES = (*stories_tasks.STORIES,)
