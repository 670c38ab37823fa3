interface Task {
  readonly dueAt: number;
  readonly run: () => void;
}

/** Effects that come later than the answer of their request; they happen when somebody looks after their time. */
export class Schedule {
  #tasks: Task[] = [];

  add(dueAt: number, run: () => void): void {
    this.#tasks.push({ dueAt, run });
  }

  /** Lets everything happen that is due, the earliest first. */
  runDue(now: number): void {
    if (this.#tasks.length === 0) return;
    const due = this.#tasks.filter((task) => task.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    this.#tasks = this.#tasks.filter((task) => task.dueAt > now);
    for (const { run } of due) run();
  }
}
