import Deployments
import Reports

/// What a list of deployments does not show, for standard error.
enum InventoryNotes {
    /// Why the list is empty, and where else there may be something.
    static func emptiness(_ inventory: DeploymentInventory) -> [String] {
        guard inventory.deployments.isEmpty else { return [] }
        guard inventory.isComplete else { return ["no deployment can be seen \(inventory.scope)"] }
        var lines = ["no model is deployed \(inventory.scope)"]
        for provider in inventory.absent { lines += [provider.text, "  next: \(provider.hint)"] }
        if inventory.namespace != nil && inventory.absent.isEmpty {
            lines.append("  next: groundcrew deployments list -A lists all namespaces")
        }
        return lines
    }

    static func gaps(_ unseen: [Unseen]) -> [String] { unseen.map { "note: \(plainLine($0.text))" } }

    /// Every `--sandbox` begins anew, which surprises who deployed something in one before.
    static let sandbox =
        "note: every --sandbox is a new simulated cluster that ends with its command; "
        + "groundcrew sandbox serve keeps one"
}
