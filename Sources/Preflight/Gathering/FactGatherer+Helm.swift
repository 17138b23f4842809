import Processes
import Value

extension FactGatherer {
    func helmProgram() async throws -> Fact {
        let command = ProcessCommand(helm, ["version", "--template", "{{.Version}}"], environment: environment)
        let result: ProcessResult
        do {
            result = try await processes.run(command, timeout: PreflightLimits.program)
        } catch let error as ProcessError {
            guard error.code == .notFound else { throw UnknownReason(error) }
            return .absent
        }
        guard result.succeeded else {
            throw UnknownReason(.failed, "\(command) failed: \(result.errorText)")
        }
        let text = result.outputText.trimmed
        let release = text.drop { $0 == "v" }
        guard release.first?.isNumber == true else {
            throw UnknownReason(.failed, "\(helm) does not say its version: it printed '\(text.prefix(80))'")
        }
        return .known(["program": .string(helm), "version": .string(String(release))])
    }
}

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
