/// What became of a row between two looks.
struct WatchedChange: Sendable, Equatable {
    enum Kind: String, Sendable { case added, changed, deleted }

    var kind: Kind
    /// As it is now; for one that is deleted, as it was last.
    var row: WatchedRow

    /// In the order of the new rows; those that are gone come last, in the order of the old ones.
    ///
    /// - Parameter isSame: whether two looks at one row show the same.
    static func between(
        _ old: [WatchedRow], _ new: [WatchedRow], isSame: (WatchedRow, WatchedRow) -> Bool
    ) -> [WatchedChange] {
        func id(_ row: WatchedRow) -> String { "\(row.subject.rawValue) \(row.key)" }
        let former = Dictionary(old.map { (id($0), $0) }) { first, _ in first }
        let now = Set(new.map(id))
        return new.compactMap { row in
            guard let before = former[id(row)] else { return WatchedChange(kind: .added, row: row) }
            return isSame(before, row) ? nil : WatchedChange(kind: .changed, row: row)
        } + old.filter { !now.contains(id($0)) }.map { WatchedChange(kind: .deleted, row: $0) }
    }

    /// The cells of its line.
    var cells: [String] { kind == .deleted ? row.gone : row.cells }
}
