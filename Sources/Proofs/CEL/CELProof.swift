import FoundationEssentials

/// Runs the public conformance cases of CEL, which are not part of this project, from a checkout of google/cel-spec.
public struct CELProof: Sendable {
    /// The checkout.
    public var folder: String
    private static let suffix = ".textproto"

    /// - Throws: `ProofError` when no checkout is named.
    public init(folder: String?) throws(ProofError) {
        guard let folder, !folder.isEmpty else {
            throw ProofError("name a checkout of https://github.com/google/cel-spec by CEL_SPEC")
        }
        self.folder = folder
    }

    /// - Parameter filter: by the case's id, file/section/name.
    /// - Throws: `ProofError` where the folder has no cases, or one has another form.
    public func run(filter: (String) -> Bool = { _ in true }) throws -> CELReport {
        let cases = "\(folder)/tests/simple/testdata"
        guard FileManager.default.fileExists(atPath: cases) else {
            throw ProofError("there are no cases in \(cases): CEL_SPEC names a checkout of google/cel-spec")
        }
        var report = CELReport(leftOut: CELLeftOutCases.reasons.filter { filter($0.key) })
        for name in try FileManager.default.contentsOfDirectory(atPath: cases).sorted()
        where name.hasSuffix(Self.suffix) {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(cases)/\(name)")))
            try Self.run(bytes, name: String(name.dropLast(Self.suffix.count)), filter, into: &report)
        }
        return report
    }

    /// The cases of one file.
    static func run(
        _ bytes: [UInt8], name: String, _ filter: (String) -> Bool = { _ in true }, into report: inout CELReport
    ) throws(ProofError) {
        var file = CELReport.File(name: name)
        for section in try TextProtoReader.read(bytes, file: name + suffix).all("section") {
            for test in section.all("test") {
                let id = "\(name)/\(section["name"]?.string ?? "")/\(test["name"]?.string ?? "")"
                guard filter(id) else { continue }
                do throws(CELCase.Unreadable) {
                    let test = try CELCase(test, id: id)
                    file.count += 1
                    switch test.outcome {
                    case .passed: file.passed += 1
                    case .failed(let reason):
                        report.failures.append(.init(id: id, source: test.source, reason: reason))
                    }
                } catch {
                    switch error {
                    case .needsMessages: file.needingMessages += 1
                    case .unknown(let what): throw ProofError("\(id) \(what)")
                    }
                }
            }
        }
        report.files.append(file)
    }
}
