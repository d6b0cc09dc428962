from tasks.actions.approvals import approve_results
from tasks.actions.imports.bringing_in import (
    AT_ONCE,
    KIND,
    begin_import,
    import_chunk,
    import_results,
    try_again,
)
from tasks.actions.imports.files import (
    change_mapping,
    check_file,
    drop_import,
    save_mapping,
    stored,
    take_file,
)
from tasks.actions.imports.parked import drop_rows, put_back_rows, repair_rows

__all__ = [
    "AT_ONCE",
    "KIND",
    "approve_results",
    "begin_import",
    "change_mapping",
    "check_file",
    "drop_import",
    "drop_rows",
    "import_chunk",
    "import_results",
    "put_back_rows",
    "repair_rows",
    "save_mapping",
    "stored",
    "take_file",
    "try_again",
]
