import Preflight
import Testing

@testable import Commands

/// Bars of what a cluster's accelerators do.
@Suite struct AcceleratorBarTests {
    @Test(
        arguments: [
            ([0, 0, 0, 0], [0, 0, 0, 0]),
            ([16, 0, 0, 0], [16, 0, 0, 0]),
            ([0, 0, 16, 0], [0, 0, 16, 0]),
            ([8, 0, 8, 0], [8, 0, 8, 0]),
            // One of thousands is seen, and so is one that is left.
            ([1, 0, 19_999, 0], [1, 0, 15, 0]),
            ([19_999, 0, 1, 0], [15, 0, 1, 0]),
            ([1, 1, 1, 49_997], [1, 1, 1, 13]),
            ([0, 0, 0, 1], [0, 0, 0, 16]),
            ([1, 0, 1, 1], [6, 0, 5, 5]),
            ([3, 0, 5, 0], [6, 0, 10, 0]),
        ] as [([Int64], [Int])])
    func cellsAreSharesOfTheWhole(parts: [Int64], cells: [Int]) {
        let found = AcceleratorBar.cells(parts, width: 16)
        #expect(found.reduce(0, +) == cells.reduce(0, +))
        // Which of equal parts gets the cell that is over does not matter.
        #expect(found.sorted() == cells.sorted() && zip(parts, found).allSatisfy { ($0 > 0) == ($1 > 0) }, "\(found)")
    }

    @Test func noPartIsLostAndNoneIsOfItsOwnMaking() {
        for used in Int64(0)...40 {
            for free in Int64(0)...40 {
                let cells = AcceleratorBar.cells([used, 0, free, 1], width: 16)
                #expect(cells.reduce(0, +) == 16)
                #expect((cells[0] > 0) == (used > 0) && (cells[2] > 0) == (free > 0) && cells[3] > 0)
            }
        }
        #expect(AcceleratorBar.cells([.max, 0, .max, .max], width: 16).reduce(0, +) == 16)
    }

    @Test(
        arguments: [
            ([:], true, false), (["LANG": "en_US.UTF-8"], false, false), (["LANG": "en_US.UTF-8"], true, true),
            (["LANG": "C.utf8"], true, true), (["LANG": "ca_ES.UTF-8@valencia"], true, true),
            (["LANG": "de_DE.ISO-8859-1"], true, false), (["LC_ALL": "C", "LANG": "en_US.UTF-8"], true, false),
            (["LC_ALL": "", "LC_CTYPE": "en_US.UTF-8", "LANG": "C"], true, true),
        ] as [([String: String], Bool, Bool)])
    func blocksAreForTerminalsThatShowThem(environment: [String: String], isTerminal: Bool, hasBlocks: Bool) {
        let context = CommandContext(
            environment: environment, currentFolder: "/", standardOutput: CapturedOutput(),
            standardError: CapturedOutput(), terminal: Terminal(isOutput: isTerminal), makeTransport: { NoNetwork() })
        #expect(AcceleratorBar.Glyphs.suiting(context) == (hasBlocks ? .blocks : .plain))
    }

    @Test(arguments: [
        ("H100", "H100"), ("12345678901234567890123456", "12345678901234567890123456"),
        ("NVIDIA-H100-80GB-HBM3 mig-1g.10gb", "NVIDIA-H100.. mig-1g.10gb"),
    ])
    func longNamesLoseTheirMiddle(name: String, short: String) {
        let found = AcceleratorTable.shortened(name)
        #expect(found.count <= 26)
        #expect(found.hasPrefix(short.prefix(10)) && found.hasSuffix(short.suffix(10)))
    }
}
