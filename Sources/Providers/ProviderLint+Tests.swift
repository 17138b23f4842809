extension ProviderLintRun {
    /// Whether the folder's own cases can be read; what comes of them is for `providers test` to tell.
    mutating func lintTests() {
        do {
            guard try provider.cases().isEmpty else { return }
            add(
                .warning, at: provider.folder,
                "has no test cases: nothing shows what readiness makes of an object; write some to "
                    + "\(Provider.testsFolder)/readiness.yaml")
        } catch {
            let finding = ProviderLintFinding(error, in: provider.folder)
            add(.error, at: finding.place, path: finding.path, finding.message)
        }
    }
}
