"""Publishing what managers read: the closet and where the tasks are, as pages and tables, and a chart.

The portal's boards show the same figures; they are published first, and stand whether Prefect answers or not.
"""

from __future__ import annotations

from datetime import date

from actions import boards, links, windows, wiring
from actions.boards import closet_page, places_page, published
from flows.board import Board, image, page, table


def publish(board: Board, on: date) -> int:
    """Publish every board that has changed; returns how many results lie in the closet."""
    with windows.held(published.SUBJECT) as session:
        number = published.known(session)
        closet = boards.closet_board(session, on)
        tasks = boards.places_board(session, on)
        with wiring.unit_of_work() as own:
            published.keep(own, published.Seen(number, closet.figures, closet.ahead, tasks.places))
        chart = wiring.archive().put(closet.chart.encode(), media_type="image/svg+xml")
        board.publish_all(
            (
                page(
                    closet_page.BOARD_KEY,
                    closet.markdown,
                    "Kết quả nằm trong ngăn tủ: nguyên nhân, số ngày, ai phải xử lý",
                ),
                table(closet_page.TABLE_KEY, closet.table, "Từng kết quả nằm trong ngăn tủ"),
                image(
                    closet_page.CHART_KEY,
                    links.chart_link(chart),
                    "Ngăn tủ: số ngày nằm chờ, vào và ra theo tháng",
                ),
                page(
                    places_page.BOARD_KEY,
                    tasks.markdown,
                    "Các nhiệm vụ đang ở đâu: giai đoạn, số ngày, quá hạn",
                ),
                table(places_page.TABLE_KEY, tasks.table, "Từng nhiệm vụ chưa kết thúc đang ở đâu"),
            )
        )
    return closet.count
