/// What has been asked and is not answered yet; says what it is when it takes long. Times count from some fixed point.
struct WaitingList: Sendable {
    /// Nothing is said of what takes less. Shorter than a cluster has to say what it is, so that the first silence is named.
    static let patience: Duration = .seconds(3)
    /// Between two lines about the same.
    static let pause: Duration = .seconds(10)

    private struct Entry: Sendable {
        var id: Int
        var what: String
        var since: Duration
    }

    /// The longest waiting first.
    private var entries: [Entry] = []
    private var nextID = 0
    private var told: (id: Int, at: Duration)?

    /// - Parameter what: such as `GET https://10.0.0.1/version`.
    /// - Returns: what `ended` wants to know.
    mutating func began(_ what: String, at now: Duration) -> Int {
        nextID += 1
        entries.append(Entry(id: nextID, what: what, since: now))
        return nextID
    }

    mutating func ended(_ id: Int) { entries.removeAll { $0.id == id } }

    /// Such as `waiting for GET https://10.0.0.1/version (12 s)`; nil while nothing takes long.
    func line(at now: Duration) -> String? {
        guard let entry = entries.first, now - entry.since >= Self.patience else { return nil }
        let others = entries.count == 1 ? "" : ", and \(entries.count - 1) more"
        return "waiting for \(entry.what)\(others) (\((now - entry.since).components.seconds) s)"
    }

    /// The line when it is time to say it, for outputs on which lines stay.
    mutating func news(at now: Duration) -> String? {
        guard let line = line(at: now), let id = entries.first?.id else { return nil }
        if let told, told.id == id, now - told.at < Self.pause { return nil }
        told = (id, now)
        return line
    }
}
