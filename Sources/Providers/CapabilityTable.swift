/// What every provider can do, as a page of Markdown: read from their charts, so that it says what is.
public struct CapabilityTable: Sendable {
    private let registry: ProviderRegistry

    public init(_ registry: ProviderRegistry) { self.registry = registry }

    /// What people ask for, by the setting that a chart must have for it.
    private static let rows: [(title: String, setting: String)] = [
        ("replicas", "replicas"), ("several GPUs for each (tensor parallel)", "resources.gpu"),
        ("several nodes for each", "multinode.nodeCount"), ("replicas by load", "autoscaling.enabled"),
        ("served name", "servedModelName"), ("context length", "contextLength"), ("engine arguments", "engineArgs"),
        ("environment", "env"), ("token Secret", "hfTokenSecret"), ("model cache in a volume", "modelCache.claim"),
        ("shared memory", "sharedMemory"), ("CPU", "resources.cpu"), ("memory", "resources.memory"),
        ("accelerators by another name (MIG)", "resources.gpuResource"),
        ("devices by claim (DRA)", "resourceClaim.deviceClass"),
        ("parts of GPUs (MIG)", "partition.mode"), ("image", "image.repository"),
        ("image pull Secrets", "imagePullSecrets"), ("tolerations", "tolerations"), ("node selector", "nodeSelector"),
        ("affinity", "affinity"), ("security context", "securityContext"), ("service account", "serviceAccountName"),
        ("priority class", "priorityClassName"), ("runtime class", "runtimeClassName"),
        ("time to load", "startupSeconds"), ("mirror of Hugging Face", "hub.endpoint"), ("proxies", "proxies.https"),
        ("certificates to trust", "caBundle.configMap"),
    ]

    /// - Throws: `ProviderError` for a chart whose schema cannot be read.
    public func markdown() throws(ProviderError) -> String {
        let providers = registry.providers
        var lines = [
            "<!-- groundcrew providers list --markdown prints this page. -->", "# What each provider can do", "",
            "Each cell is read from the provider's chart: a setting that its schema has, or a combination that renders.",
            "",
        ]
        lines.append(row([""] + providers.map(\.name)))
        lines.append(row([String](repeating: "---", count: providers.count + 1)))
        var cells: [[String]] = Self.rows.map { [$0.title] }
        for provider in providers {
            let names = try provider.settings().filter { !$0.isFixed }.map(\.name)
            for (index, wanted) in Self.rows.enumerated() {
                let can = names.contains { $0 == wanted.setting || $0.hasPrefix("\(wanted.setting).") }
                cells[index].append(can ? "yes" : "")
            }
        }
        cells.append(["through a Gateway (--expose gateway)"] + providers.map(Self.exposure))
        lines += cells.map(row)
        lines += [
            "", "## Engines, modes and routers that go together", "", row(["provider", "engine", "mode", "router"]),
        ]
        lines.append(row(["---", "---", "---", "---"]))
        let lint = ProviderLint(registry: registry)
        for provider in providers {
            for one in lint.report(of: provider).combinations where one.refusal == nil {
                lines.append(
                    row([
                        provider.name, one.engine ?? "-", one.mode ?? "-",
                        (one.router ?? "-") + (one.isDefault ? " (by default)" : ""),
                    ]))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Where a route may lead, the provider's first choice first.
    private static func exposure(_ provider: Provider) -> String {
        var words: [String] = []
        for rule in provider.definition.exposures {
            let word =
                switch rule.target {
                case .own: "its own route"
                case .namedPool, .madePool: "pool"
                case .service: "Service"
                }
            if !words.contains(word) { words.append(word) }
        }
        return words.isEmpty ? "Service" : words.joined(separator: ", ")
    }

    private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

extension ProviderSetting {
    /// Whether its schema allows one value alone, so that there is nothing to set.
    var isFixed: Bool {
        if let minimum, let maximum, minimum == maximum { return true }
        return allowed.count == 1
    }
}
