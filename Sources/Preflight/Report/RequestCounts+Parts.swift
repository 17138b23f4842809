extension RequestCounts {
    /// Each kind of request with its name and how many there were.
    public var parts: [(name: String, count: Int64)] {
        [
            ("lists", Int64(lists)), ("gets", Int64(gets)), ("discovery", Int64(discovery)),
            ("reviews", Int64(reviews)), ("dryRuns", Int64(dryRuns)), ("writes", Int64(writes)),
            ("other", Int64(other)),
        ]
    }

    public var total: Int64 { parts.reduce(0) { $0 + $1.count } }

    /// Such as `asked the server 5 times: 2 lists, 3 gets`.
    public var text: String {
        let words = [
            "lists": ("list", "lists"), "gets": ("get", "gets"), "discovery": ("discovery", "discoveries"),
            "reviews": ("review", "reviews"), "dryRuns": ("dry-run", "dry-runs"), "writes": ("write", "writes"),
            "other": ("other", "others"),
        ]
        let some = parts.filter { $0.count > 0 }.map { part in
            let word = words[part.name] ?? (part.name, part.name)
            return "\(part.count) \(part.count == 1 ? word.0 : word.1)"
        }
        let times = total == 1 ? "once" : "\(total) times"
        return some.isEmpty ? "did not ask the server" : "asked the server \(times): \(some.joined(separator: ", "))"
    }
}
