/// The few names nearest to one that is missing, picked out of any number that go by.
public struct CloseNames: Sendable {
    private let wanted: [UInt8]
    private var best: [(distance: Int, name: String)] = []
    public private(set) var seen = 0
    public static let kept = 3

    public init(_ wanted: String) { self.wanted = Array(wanted.lowercased().utf8) }

    /// The nearest first; none that holds control characters.
    public var names: [String] { best.map(\.name) }

    /// Such as ` (did you mean 'replicas'?)`, to follow the name that is missing; empty where nothing is near.
    public static func question(_ wanted: String, among names: some Sequence<String>) -> String {
        var close = CloseNames(wanted)
        for name in names { close.offer(Array(name.utf8)) }
        return close.names.first.map { " (did you mean '\($0)'?)" } ?? ""
    }

    public mutating func offer(_ name: some Collection<UInt8>) {
        seen += 1
        let most = max(1, wanted.count / 3)
        guard name.count <= 128, wanted.count <= 128, !name.isEmpty,
            !name.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return }
        let lower = name.map { (65...90).contains($0) ? $0 + 32 : $0 }
        let isPart =
            min(wanted.count, lower.count) >= 4 && (Self.contains(lower, wanted) || Self.contains(wanted, lower))
        if !isPart, abs(lower.count - wanted.count) > most { return }
        let distance = isPart ? most : Self.distance(lower, wanted)
        guard distance <= most else { return }
        let place = best.firstIndex { $0.distance > distance } ?? best.count
        guard place < Self.kept else { return }
        best.insert((distance, String(decoding: name, as: UTF8.self)), at: place)
        if best.count > Self.kept { best.removeLast() }
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        text.count >= part.count && text.indices.dropLast(part.count - 1).contains { text[$0...].starts(with: part) }
    }

    /// Letters to add, drop or replace, or to swap with their neighbour: what fingers do (optimal string alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var row = Array(0...right.count)
        for i in left.indices {
            var next = row
            next[0] = i + 1
            for j in right.indices {
                var least = min(row[j] + (left[i] == right[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    least = min(least, before[j - 1] + 1)
                }
                next[j + 1] = least
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
