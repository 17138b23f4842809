extension CheckDefinition {
    func result(
        _ verdict: Verdict, _ message: String, hint: String? = nil, details: [String] = [],
        unknown: UnknownReason? = nil
    ) -> CheckResult {
        CheckResult(
            id: id, title: title, category: category, severity: severity, verdict: verdict, message: message,
            hint: hint, details: details, unknown: unknown, file: file, requirement: requirement)
    }

    func skipped(_ reason: String) -> CheckResult { result(.skipped(reason), reason) }

    func undecided(_ error: any Error) -> CheckResult {
        undecided("it cannot be judged: \(error)", "the check itself is wrong: see \(file)")
    }

    func undecided(_ reason: String, _ hint: String) -> CheckResult { result(.unknown(reason), reason, hint: hint) }

    func unknown(_ reason: UnknownReason) -> CheckResult {
        result(.unknown(reason.message), reason.message, hint: reason.hint, unknown: reason)
    }
}

extension UnknownReason {
    /// What to do next, by the kind of failure.
    var hint: String {
        switch code {
        case .forbidden:
            if let verb, let resource {
                "let the caller \(verb) \(resource) (kubectl auth can-i \(verb) \(resource)), or run as someone who may"
            } else {
                "run as someone who may read it"
            }
        case .unauthorized: "log in again, or check the user of the kubeconfig's context"
        case .timeout: "run again; if it stays so, see what keeps the other side from answering"
        case .unreachable: "check the address, this machine's network, its proxy settings and VPN, then run again"
        case .untrusted: "check certificate-authority-data of the cluster in the kubeconfig"
        case .failed: "read the message; run again when what it names is repaired"
        case .notGathered: "record the snapshot again with this check selected"
        }
    }
}
