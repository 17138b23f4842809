import Foundation
import Testing

/// The fuzz targets over their seeds and over every input that once broke something.
@Suite struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    struct Case: Sendable, CustomTestStringConvertible {
        let target: FuzzTarget
        let file: URL
        var testDescription: String { "\(target.name)/\(file.lastPathComponent)" }
    }

    private static let cases: [Case] = FuzzTarget.all.flatMap { target in
        files(of: target.name).map { Case(target: target, file: $0) }
    }

    private static func files(of target: String) -> [URL] {
        let found = try? FileManager.default.contentsOfDirectory(
            at: folder.appending(path: target), includingPropertiesForKeys: nil)
        // A folder that is missing fails in the test of that name.
        return (found ?? []).sorted { $0.path < $1.path }
    }

    @Test(arguments: cases) func everythingHoldsFor(_ case: Case) throws {
        let bytes = [UInt8](try Data(contentsOf: `case`.file))
        let start = ContinuousClock.now
        try `case`.target.run(bytes)
        // Without optimization and beside other tests: far more than the second that the fuzzer allows.
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func everyTargetHasSeedsAndEverySeedATarget() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(folders == FuzzTarget.all.map(\.name).sorted())
        for target in FuzzTarget.all { #expect(!Self.files(of: target.name).isEmpty, "\(target.name) has no seed") }
    }
}
