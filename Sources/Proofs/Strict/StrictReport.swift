/// Which combinations a server takes, and whether that proves anything; pure.
public struct StrictReport: Sendable {
    public struct Row: Sendable, Equatable {
        public var combination: StrictCombination
        public var outcome: StrictOutcome

        public init(_ combination: StrictCombination, _ outcome: StrictOutcome) {
            self.combination = combination
            self.outcome = outcome
        }
    }

    public var server: StrictServer
    public var rows: [Row]

    public init(server: StrictServer, rows: [Row]) {
        self.server = server
        self.rows = rows
    }

    private var judged: [Row] {
        rows.filter { if case .notApplicable = $0.outcome { false } else { true } }
    }
    private var accepted: Int { judged.count { $0.outcome == .accepted } }

    /// 1 where something is refused, where nothing was tried, and where a server that could be strict is not.
    public var exitCode: Int32 {
        judged.isEmpty || accepted < judged.count || !(server.isStrict || server.isTooOld) ? 1 : 0
    }

    /// What the server is, a table, and last what it comes to.
    public var text: String { (server.lines + [""] + table + [""] + [summary]).joined(separator: "\n") }

    public var summary: String {
        let left = rows.count - judged.count
        let others = left > 0 ? " (\(left) more are none: their charts refuse them)" : ""
        let how =
            server.isStrict
            ? "\(accepted) accepted strictly"
            : server.isTooOld
                ? "\(accepted) accepted, not strictly: the server is too old"
                : "\(accepted) accepted, not strictly: the server should be, and is not"
        return "\(judged.count) combinations, \(how)\(others)"
    }

    private var table: [String] {
        let cells = [["PROVIDER", "ENGINE", "MODE", "ROUTER", "VERSION", "SETTINGS", "RESULT"]] + rows.map(Self.cells)
        // The last column has no end to align.
        let widths = (0..<6).map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  ") + "  " + (row.last ?? "")
        }
    }

    private static func cells(_ row: Row) -> [String] {
        let combination = row.combination
        let result =
            switch row.outcome {
            case .accepted: "accepted"
            case .refused(let words): "REFUSED: " + words.joined(separator: "; ")
            case .notApplicable(let words): "not applicable: \(words)"
            }
        return [
            combination.provider, combination.engine ?? "-", combination.mode ?? "-", combination.router ?? "-",
            combination.version ?? "-", combination.settings.description, result,
        ]
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
