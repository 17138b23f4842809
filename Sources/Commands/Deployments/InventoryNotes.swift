import Deployments
import Reports

/// What a list of deployments does not show, for standard error.
enum InventoryNotes {
    /// Why the list is empty, and where else there may be something.
    static func emptiness(_ inventory: DeploymentInventory) -> [String] {
        guard inventory.deployments.isEmpty else { return [] }
        guard inventory.isComplete else {
            return ["no deployment can be seen \(inventory.scope)"] + absence(inventory)
        }
        var lines = ["no model is deployed \(inventory.scope)"]
        if inventory.namespace != nil {
            lines.append("  next: groundcrew deployments list -A lists all namespaces")
        }
        return lines + absence(inventory)
    }

    /// Providers that serve nothing because none of them is there: the reason for an empty list, mostly.
    private static func absence(_ inventory: DeploymentInventory) -> [String] {
        let absent = inventory.absent
        guard !inventory.hasOperator, let first = absent.first else { return [] }
        let titles = absent.map(\.title).joined(separator: ", ")
        // Of what a server does not serve, something may be there that the caller does not see.
        guard inventory.isComplete else {
            let (verb, whose) = absent.count > 1 ? ("are", "their resources") : ("is", first.resource)
            let none = absent.count > 1 ? "none of" : "no"
            return ["whether \(titles) \(verb) installed could not be seen; the cluster serves \(none) \(whose)"]
        }
        guard absent.count > 1 else { return [first.text, "  next: \(first.hint)"] }
        return [
            "not installed: \(titles)",
            "  next: \(first.hint), or another; groundcrew providers list shows what each can do",
        ]
    }

    /// What is amiss in several namespaces alike is one line, in the place of the first.
    static func gaps(_ unseen: [Unseen]) -> [String] {
        var groups: [[Unseen]] = []
        for gap in unseen {
            let kind = Self.kind(gap)
            if kind != nil, let index = groups.firstIndex(where: { $0.first.flatMap(Self.kind) == kind }) {
                groups[index].append(gap)
            } else {
                groups.append([gap])
            }
        }
        return groups.map { group in
            guard group.count > 1, let first = group.first, let kind = Self.kind(first) else {
                return "note: \(plainLine(group.map(\.text).joined(separator: "; ")))"
            }
            let names = group.compactMap(\.namespace)
            let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
            return plainLine(
                "note: \(kind.what) in \(group.count) namespaces cannot be seen: the caller may not \(kind.right) in "
                    + names.prefix(3).joined(separator: ", ") + rest)
        }
    }

    private struct GapKind: Equatable {
        var what: String
        var right: String
    }

    /// What a gap has in common with those of other namespaces; nil for one that is not of a namespace.
    private static func kind(_ gap: Unseen) -> GapKind? {
        guard gap.code == "forbidden", !gap.verb.isEmpty, let namespace = gap.namespace,
            gap.what.hasSuffix(" in namespace \(namespace)")
        else { return nil }
        return GapKind(
            what: String(gap.what.dropLast(" in namespace \(namespace)".count)), right: "\(gap.verb) \(gap.resource)")
    }

    /// Every `--sandbox` begins anew, which surprises who deployed something in one before.
    static let sandbox =
        "note: every --sandbox is a new simulated cluster that ends with its command; "
        + "groundcrew sandbox serve keeps one"
}
