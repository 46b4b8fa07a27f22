"""A trained claim run by the visitor: one ensemble for each condition, with progress, cancelling and more seeds."""

import streamlit as st

from explainer.lessons.claims import own_runs
from explainer.lessons.claims.claim import Claim
from explainer.lessons.claims.own_runs import BLOCK, Block
from explainer.lessons.claims.sentences import of_seeds
from explainer.lessons.claims.shipped import Result
from explainer.lessons.claims.verdict import Verdict, decide
from explainer.runs.limits import RunError
from explainer.runs.row import Row
from explainer.runs.service import run_service
from explainer.training.limits import RecipeError
from explainer.training.records import REASONS
from explainer.ui.claim_results import Numbers, common_scale, show_difference, show_own, show_shipped
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.visitor import owner

EVERY = 1.0  # second, between two looks at runs that train


def trained_results(claim: Claim, result: Result | None, shipped: Verdict | None, size: int = BLOCK) -> None:
    """Show the shipped result and the visitor's own; while runs train, their progress is shown anew every second."""
    run_service().start_supervisor()  # whoever opens this will train soon
    blocks = own_runs.find_blocks(run_service().runs(), owner(), claim, size)
    trains = any(not row.has_ended for row in own_runs.block_rows(run_service(), blocks))
    st.fragment(_results, run_every=EVERY if trains else None)(claim, result, shipped, size, blocks, trains)


def _results(claim: Claim, result: Result | None, shipped: Verdict | None, size: int, blocks: list[Block],
             trained: bool) -> None:  # fmt: skip
    service = run_service()
    rows = own_runs.block_rows(service, blocks)
    trains = any(not row.has_ended for row in rows)
    if trained and not trains:
        st.rerun()  # the last one has ended: from now on nothing has to be shown anew
    numbers = own_runs.own_numbers(service, claim, blocks)
    own = decide(claim, numbers) if numbers else None
    scale = common_scale(claim, shipped, own)
    left, right = st.columns(2, gap="large") if result else (None, st.container())
    if left and result and shipped:
        with left:
            show_shipped(claim, result, shipped, scale)
    with right:
        st.subheader(_("Run here"))
        _orders(claim, size, blocks, trains)
        _runs(blocks, rows)
        _own(claim, numbers, own, scale)
    show_difference(own, shipped)


def _own(claim: Claim, numbers: Numbers, own: Verdict | None, scale: object) -> None:
    if numbers:
        st.markdown(plain(of_seeds(numbers, claim.first_seed)))
        show_own(claim, numbers, own, scale)  # type: ignore[arg-type]


def _orders(claim: Claim, size: int, blocks: list[Block], trains: bool) -> None:
    """Offer to start the next block, or to cancel what trains."""
    failed = bool(blocks) and not blocks[-1].is_complete
    number = len(blocks) - failed
    if trains:
        if st.button(_("Cancel"), key=f"cancel_claim {claim.id}"):
            own_runs.cancel_blocks(run_service(), blocks)
            st.rerun()
    elif own_runs.has_seeds(claim, number, size):
        title = _("More seeds") if number else _("Run it here")
        if st.button(title, key=f"train_claim {claim.id}", type="primary"):
            _start(claim, number, size)
    if message := st.session_state.pop("claim_error", ""):
        st.error(plain(message))


def _start(claim: Claim, number: int, size: int) -> None:
    try:
        own_runs.start_block(run_service(), owner(), claim, number, size)
    except (RunError, RecipeError) as error:
        st.session_state.claim_error = str(error)
    st.rerun()


def _runs(blocks: list[Block], rows: list[Row]) -> None:
    """Show the progress of each run that trains, and a link to each that can be inspected."""
    by_id = {row.id: row for row in rows}
    for block in blocks:
        for name, run in block.runs.items():
            row = by_id.get(run or "")
            if row and not row.has_ended:
                done = min(1.0, row.step / row.recipe.updates)
                st.progress(done, plain(f"{name}: {row.state}, {row.step:,} of {row.recipe.updates:,} updates"))
            elif row and row.reason not in REASONS:
                st.warning(plain(f"{name}: {row.sentence}"))
    links = [f"[{plain(name)}](/inspect?run={run})" for block in blocks for name, run in block.runs.items() if run]
    if links:
        st.markdown(_("Runs, to open in Inspect: {links}.").format(links=", ".join(links)))
