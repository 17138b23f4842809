import Charts
import Deployments
import Exposure
import Kubernetes
import Operators
import Providers
import Settings

/// Whether a run would take what is drafted.
extension BootstrapDrafter {
    /// The draft as its file is read.
    ///
    /// - Throws: `BootstrapError` with code `invalidFile`.
    func file(_ draft: BootstrapDraft) throws(BootstrapError) -> BootstrapFile {
        try BootstrapFile(yaml: Array(draft.text.utf8), file: "the draft", catalog: catalog)
    }

    /// Plans the draft as its file would be, by the same providers; where the caller may not see enough for it, the draft says
    /// so.
    ///
    /// - Throws: why a run would refuse it, and `KubernetesError` for a cluster that cannot be asked.
    func tryOut(_ draft: inout BootstrapDraft) async throws {
        var file = try self.file(draft)
        // Places in a file that nobody has yet help nobody.
        file.source = nil
        do {
            let plan = try await run.plan(try file.applying(settings, from: run.registry))
            // Those before it have been looked at.
            if let model = plan.models.last { try await run.engine.refuseTaken(model) }
        } catch let error as KubernetesError where error.code == .forbidden {
            let gap = "whether a run could be planned: \(error.words)"
            if !draft.gaps.contains(gap) { draft.gaps.append(gap) }
        }
    }

    /// Whether it is about what is asked for, not about the cluster or the way to it.
    static func isRefusal(_ error: any Error) -> Bool {
        error is BootstrapError || error is ProviderError || error is DeploymentError || error is ExposureError
            || error is OperatorError || error is RenderError || error is ChartError || error is SettingsError
    }
}

extension BootstrapDraft.Refusal {
    init(model: String, _ error: any Error) {
        self.init(model: model, reason: "\(error)")
        hint =
            (error as? DeploymentError)?.hint ?? (error as? OperatorError)?.hint ?? (error as? BootstrapError)?.hint
            ?? (error as? SettingsError)?.hint
    }
}
