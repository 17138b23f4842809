import FoundationEssentials
import TestParts
import Testing

@testable import Charts

/// Linting a folder: what is there, what is not, and what cannot be told.
@Suite struct LintFolderTests {
    private static func write(_ texts: [String: String], in folder: String) throws {
        for (name, text) in texts {
            try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
    }

    private static let chart = [
        "Chart.yaml": "apiVersion: v2\nname: demo\nversion: 1.0.0\nicon: https://a/i\n", "values.yaml": "size: 1\n",
    ]

    @Test func whatIsNotThereIsAFinding() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try Self.write(Self.chart, in: folder)
            let findings = try ChartLinter().findings(path: folder).map(\.line)
            #expect(findings == ["[WARNING] templates/: directory does not exist"])
        }
    }

    @Test(arguments: ["templates", "crds"]) func aFileIsNoFolder(name: String) async throws {
        try await TestParts.withTemporaryFolder { folder in
            try Self.write(Self.chart.merging([name: ""]) { $1 }, in: folder)
            let findings = try ChartLinter().findings(path: folder).map(\.line)
            #expect(findings.contains("[ERROR] \(name)/: not a directory"), "\(findings)")
        }
    }

    @Test func withoutMetadataThereIsNothingToLint() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let error = try #require(throws: ChartError.self) { try ChartLinter().findings(path: folder) }
            #expect(error.message.hasSuffix("\(folder)/Chart.yaml: no such file or directory"))
        }
    }

    /// A link that leads to itself can be looked at by nobody, whoever they are: that is not taken for absent.
    @Test(arguments: ["Chart.yaml", "values.yaml", "templates", "crds"])
    func whatCannotBeLookedAtEndsTheLint(name: String) async throws {
        try await TestParts.withTemporaryFolder { folder in
            try Self.write(Self.chart.filter { $0.key != name }, in: folder)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: name)
            let error = try #require(throws: ChartError.self) { try ChartLinter().findings(path: folder) }
            #expect(error.code == .unreadable)
            #expect(error.message.hasPrefix("unable to check \(name) in chart: cannot read \(folder)/\(name): "))
        }
    }
}
