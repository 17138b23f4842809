import Operators
import Preflight
import Releases

extension BootstrapDraft {
    /// The file, which `BootstrapFile` reads.
    public var text: String {
        let parts = [
            head, pin, gaps.flatMap { DraftText.comment("Not seen: \($0)") }, gpuLines, operatorLines, modelLines,
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var head: [String] {
        let what = cluster.isSimulated ? "a simulated cluster" : "the cluster at \(cluster.server)"
        let version = cluster.version.map { ", Kubernetes \($0)" } ?? ""
        return DraftText.comment("A bootstrap file for \(what)\(version), as groundcrew init found it.")
            + DraftText.comment("See what it would do: groundcrew bootstrap -f FILE --plan")
            + ["apiVersion: groundcrew/v1", "kind: Bootstrap"]
    }

    // MARK: - The cluster

    private var pin: [String] {
        if cluster.isEphemeral {
            return DraftText.comment("The simulated cluster ended with the command, so that none is named here.")
        }
        guard cluster.context != nil || cluster.uid != nil else { return [] }
        var lines = DraftText.comment(
            cluster.uid == nil
                ? "Which cluster this is could not be seen: without its uid, the file is carried out on any."
                : "The file is refused on any other cluster.")
        lines.append("cluster:")
        if let context = cluster.context { lines.append("  context: \(DraftText.scalar(context))") }
        if let uid = cluster.uid { lines.append("  uid: \(DraftText.scalar(uid))") }
        return lines
    }

    private var gpuLines: [String] {
        var lines = gpus.groups.flatMap { DraftText.comment(Self.words($0)) }
        if gpus.nodes != nil, gpus.groups.isEmpty {
            lines += DraftText.comment("No node offers GPUs: the preflight will say what is missing.")
        }
        lines += gpus.closed.flatMap { DraftText.comment("Takes no pods now: \($0)") }
        return lines + gpus.unseen.flatMap { DraftText.comment("Not seen: \($0)") }
    }

    private static func words(_ group: GPUOverview.Group) -> String {
        let memory = group.memory.map { ", \($0) MiB each" } ?? ""
        let kind = group.product.map { " (\($0)\(memory))" } ?? (memory.isEmpty ? "" : " (\(memory.dropFirst(2)))")
        let free = group.free.map { "; \($0) of them free" } ?? ""
        return "GPUs: \(group.count) \(group.resource)\(kind) on \(DraftText.names(group.nodes))\(free)"
    }

    // MARK: - What is there and what is wanted

    private var operatorLines: [String] {
        guard !operators.isEmpty else { return [] }
        var lines = DraftText.comment("What the models need, in the order in which it is installed:")
        for plan in operators {
            let place = "\(plan.title) in namespace \(plan.decision?.release.namespace ?? plan.release.namespace)"
            guard let decision = plan.decision else {
                lines += DraftText.comment("\(place): not seen", inner: 2)
                continue
            }
            lines += DraftText.comment("\(place): \(decision.action.rawValue), because \(decision.reason)", inner: 2)
            if let hint = decision.hint { lines += DraftText.comment("next: \(hint)", inner: 4) }
            lines += plan.unseen.flatMap { DraftText.comment("not seen: \($0)", inner: 4) }
        }
        return lines
    }

    private var modelLines: [String] {
        ["models:"] + models.flatMap(Self.lines)
            + refusals.flatMap { refusal in
                DraftText.comment("Left out: \(refusal.text)", indent: 2)
                    + (refusal.hint.map { DraftText.comment("next: \($0)", indent: 2, inner: 2) } ?? [])
            }
    }

    private static func lines(_ model: Model) -> [String] {
        var lines: [String] = []
        if let choice = model.choice { lines += DraftText.comment("Chosen: \(choice).", indent: 2) }
        lines += ["  - id: \(DraftText.scalar(model.id))", "    name: \(DraftText.scalar(model.name))"]
        switch model.hasNamespace {
        case true?: break
        case false?: lines += DraftText.comment("Not there yet: the run makes it.", indent: 4)
        case nil: lines += DraftText.comment("Whether it is there could not be seen.", indent: 4)
        }
        lines.append("    namespace: \(DraftText.scalar(model.namespace))")
        lines += DraftText.comment("Chosen: \(model.reason).", indent: 4)
        lines += ["    provider: \(DraftText.scalar(model.provider))", "    engine: \(DraftText.scalar(model.engine))"]
        guard model.isGated else { return lines }
        lines += DraftText.comment(
            "Its weights need a token: make this Secret in the namespace, with the key HF_TOKEN.",
            indent: 4)
        return lines + ["    hfTokenSecret: \(DraftText.scalar(model.tokenSecret ?? tokenSecret))"]
    }
}
