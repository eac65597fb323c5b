"""The key figures of a year, stored as far as they are known."""

from ..models import Figure
from ..readers.facts import AreaFacts, Facts, Watch
from .bulk import BATCH, batches, insert
from .report import Report


def write_figures(ids: dict[str, int], facts: Facts, report: Report, watch: Watch) -> None:
    """Make the figures of the year those of the files, for the areas whose id is given.

    A figure that the files now leave open is unknown, so its row goes. Kinds for which the
    files have no column at all stay as they are.
    """
    areas = [area for area in facts.areas.values() if area.code in ids]
    for batch in watch(list(batches(areas)), "Storing figures"):
        _write_batch(batch, ids, facts.kinds, report)


def _write_batch(
    batch: list[AreaFacts], ids: dict[str, int], kinds: set[str], report: Report
) -> None:
    year = report.year
    wanted = {
        (ids[area.code], kind): value for area in batch for kind, value in area.values.items()
    }
    stored = {
        (area_id, kind): (pk, value)
        for pk, area_id, kind, value in Figure.objects.filter(
            year=year, kind__in=kinds, area__in=[ids[area.code] for area in batch]
        ).values_list("pk", "area_id", "kind", "value")
    }
    new, changed = [], []
    for (area_id, kind), value in wanted.items():
        pk, before = stored.pop((area_id, kind), (None, None))
        if pk is None:
            new.append((area_id, year, kind, value))
        elif before != value:
            changed.append(Figure(pk=pk, value=value))
    insert(Figure, ["area_id", "year", "kind", "value"], new)
    Figure.objects.bulk_update(changed, ["value"], batch_size=BATCH)
    Figure.objects.filter(pk__in=[pk for pk, _value in stored.values()]).delete()
    report.figures_new += len(new)
    report.figures_changed += len(changed)
    report.figures_gone += len(stored)
