"""What finance looks through and decides about a month, for programs: checks, holds, disputes, exports."""
