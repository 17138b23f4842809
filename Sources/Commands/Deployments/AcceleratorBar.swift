import Preflight

/// How accelerators are used, as cells of equal width that a person reads at a glance.
///
/// What there is has at least one cell, so that no bar looks empty, or full, that is not.
struct AcceleratorBar: Sendable {
    /// What the cells are drawn with.
    struct Glyphs: Sendable, Equatable {
        var used: String
        var free: String
        var unusable: String
        /// Held or free: nobody can tell.
        var unknown: String

        static let plain = Glyphs(used: "#", free: ".", unusable: "x", unknown: "?")
        static let blocks = Glyphs(used: "█", free: "░", unusable: "╳", unknown: "?")

        /// Blocks where a terminal shows them, else ASCII.
        static func suiting(_ context: CommandContext) -> Glyphs {
            guard context.terminal.isOutput else { return plain }
            let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { context.environment[$0] }
                .first { !$0.isEmpty }
            let encoding = (locale ?? "").lowercased().filter { $0 != "-" }
            return encoding.hasSuffix("utf8") || encoding.contains("utf8@") ? blocks : plain
        }

        var legend: String { "\(used) used, \(free) free, \(unusable) unusable" }
    }

    static let width = 16

    let glyphs: Glyphs

    func text(_ kind: AcceleratorOverview.Kind) -> String {
        let (used, free) = (kind.used ?? 0, kind.free ?? 0)
        let unknown = max(0, kind.total - used - free - kind.unusable)
        let parts = [used, unknown, free, kind.unusable]
        let cells = Self.cells(parts, width: Self.width)
        return zip([glyphs.used, glyphs.unknown, glyphs.free, glyphs.unusable], cells)
            .map { String(repeating: $0, count: $1) }.joined()
    }

    /// How many cells of `width` each part gets; none where all parts are nothing.
    ///
    /// - Parameter width: at least the number of parts.
    static func cells(_ parts: [Int64], width: Int) -> [Int] {
        let total = parts.reduce(0.0) { $0 + Double($1) }
        guard total > 0 else { return parts.map { _ in 0 } }
        let shares = parts.map { Double($0) / total * Double(width) }
        var cells = zip(parts, shares).map { part, share in part > 0 ? max(1, Int(share)) : 0 }
        /// The part that is the furthest from its share.
        func furthest(_ distance: (Int) -> Double) -> Int {
            parts.indices.filter { parts[$0] > 0 }.max { distance($0) < distance($1) } ?? 0
        }
        while cells.reduce(0, +) < width {
            let index = furthest { shares[$0] - Double(cells[$0]) }
            cells[index] += 1
        }
        while cells.reduce(0, +) > width {
            let index = furthest { cells[$0] > 1 ? Double(cells[$0]) - shares[$0] : -.infinity }
            cells[index] -= 1
        }
        return cells
    }
}
