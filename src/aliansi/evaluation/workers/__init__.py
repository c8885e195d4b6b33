"""Worker processes: pool, jobs, connections and the sandbox in which queries are evaluated."""
