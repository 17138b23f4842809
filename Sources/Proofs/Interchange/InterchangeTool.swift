import TestParts

/// Who changes a release.
public enum InterchangeTool: String, CaseIterable, Sendable {
    case native, helm3, helm4
    /// Ours, which has Helm do the work.
    case driven3, driven4

    /// Those that do the work themselves.
    static let alone: [InterchangeTool] = [.native, .helm3, .helm4]

    private var helm: TestParts.Part? {
        switch self {
        case .native: nil
        case .helm3, .driven3: .helm3
        case .helm4, .driven4: .helm4
        }
    }

    private var isOurs: Bool { self != .helm3 && self != .helm4 }

    /// The program and its words; Helm's and ours are the same but for `release` before ours.
    func command(
        _ verb: ProvenVerb, _ charts: (first: String, second: String), namespace: String, tool: Tool
    ) throws -> [String] {
        let name = ProvenVerb.release
        let common = ["--namespace", namespace, "--timeout", "60s"]
        let words =
            switch verb {
            // Nobody waits but for hooks: Helm 3 takes no Deployment for ready that has no ReplicaSet.
            case .install: ["install", name, charts.first, "--create-namespace"]
            case .upgrade: ["upgrade", name, charts.second]
            case .rollback: ["rollback", name, "1"]
            case .uninstall: isOurs ? ["uninstall", name] : ["uninstall", name, "--wait"]
            }
        guard isOurs else { return [try TestParts.path(helm ?? .helm4)] + words + common }
        let driver = try helm.map { ["--driver", "helm", "--helm", try TestParts.path($0)] } ?? []
        return [tool.path, "release"] + words + common + driver
    }
}

/// Who does which of the four steps of a release's life.
public struct InterchangeChain: Hashable, Sendable {
    /// As many as there are verbs, in their order.
    public var tools: [InterchangeTool]

    /// Such as `native-helm3-helm4-native`.
    public var id: String { tools.map(\.rawValue).joined(separator: "-") }

    /// Every way to spread the steps over ours and both Helms; and, where ours has Helm do the work, enough that any two
    /// tools meet at any two steps.
    public static let all: [InterchangeChain] = {
        let tools = InterchangeTool.alone
        let whole = tools.flatMap { first in
            tools.flatMap { second in
                tools.flatMap { third in tools.map { InterchangeChain(tools: [first, second, third, $0]) } }
            }
        }
        return whole + pairs(of: InterchangeTool.allCases).filter { !whole.contains($0) }
    }()

    /// Nine chains in which any two of ours and both Helms meet at any two steps.
    public static let sample = pairs(of: InterchangeTool.alone)

    /// An orthogonal array, which there is for a prime number of tools.
    static func pairs(of tools: [InterchangeTool]) -> [InterchangeChain] {
        let count = tools.count
        return (0..<count).flatMap { first in
            (0..<count).map { second in
                InterchangeChain(
                    tools: [first, second, (first + second) % count, (first + 2 * second) % count].map { tools[$0] })
            }
        }
    }
}
