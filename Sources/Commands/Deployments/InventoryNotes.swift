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
        guard absent.count > 1 else { return [first.text, "  next: \(first.hint)"] }
        return [
            "not installed: \(absent.map(\.title).joined(separator: ", "))",
            "  next: \(first.hint), or another; groundcrew providers list shows what each can do",
        ]
    }

    static func gaps(_ unseen: [Unseen]) -> [String] { unseen.map { "note: \(plainLine($0.text))" } }

    /// Every `--sandbox` begins anew, which surprises who deployed something in one before.
    static let sandbox =
        "note: every --sandbox is a new simulated cluster that ends with its command; "
        + "groundcrew sandbox serve keeps one"
}
