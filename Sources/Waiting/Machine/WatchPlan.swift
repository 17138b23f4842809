import Kubernetes

/// Which objects are watched together, within a bound of watches.
enum WatchPlan {
    private struct Place: Hashable {
        var group: String
        var kind: String
        var namespace: String?
    }

    /// The next group that is to be watched and is not yet; nil when the rest is polled. What has come and may turn comes
    /// after what is still waited for.
    ///
    /// A few objects of one type and namespace are watched by their names. Many share one watch of the namespace. Many
    /// outside namespaces are polled: a watch of all of them could be large.
    static func next(_ entries: [WaitEntry]) -> [Int]? {
        guard count(entries) < Pace.watches else { return nil }
        return next(entries) { !$0.isMet } ?? next(entries, where: \.isLoose)
    }

    private static func next(_ entries: [WaitEntry], where isWanted: (WaitEntry) -> Bool) -> [Int]? {
        var places: [Place: [Int]] = [:]
        var order: [Place] = []
        for (index, entry) in entries.enumerated() where isToWatch(entry) && isWanted(entry) {
            let place = place(of: entry)
            if places[place] == nil { order.append(place) }
            places[place, default: []].append(index)
        }
        for place in order {
            guard let group = places[place], let first = group.first else { continue }
            let watched = entries.indices.count {
                isWatched(entries[$0]) && self.place(of: entries[$0]) == place
            }
            if group.count + watched <= Pace.ownWatches { return [first] }
            guard place.namespace != nil else { continue }
            return entries.indices.filter { isToWatch(entries[$0]) && self.place(of: entries[$0]) == place }
        }
        return nil
    }

    private static func isToWatch(_ entry: WaitEntry) -> Bool {
        (!entry.isMet || entry.isLoose) && entry.watch == .none && entry.awaited.isWatchable
    }

    private static func isWatched(_ entry: WaitEntry) -> Bool { entry.watch == .opening || entry.watch == .live }

    private static func place(of entry: WaitEntry) -> Place {
        Place(
            group: entry.awaited.type.group, kind: entry.awaited.type.kind,
            namespace: entry.awaited.type.isNamespaced ? entry.awaited.namespace ?? "" : nil)
    }

    /// How many watches are open, at most.
    private static func count(_ entries: [WaitEntry]) -> Int {
        var counts: [Place: Int] = [:]
        for entry in entries where isWatched(entry) { counts[place(of: entry), default: 0] += 1 }
        return counts.values.reduce(0) { $0 + ($1 <= Pace.ownWatches ? $1 : 1) }
    }
}
