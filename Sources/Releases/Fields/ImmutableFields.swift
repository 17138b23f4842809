import Kubernetes
import Value
import Waiting

/// Fields that cannot be changed once an object is there, from the server's words: validation of Kubernetes itself, and
/// transition rules of CRDs, which say it as they like.
enum ImmutableFields {
    /// The fields that a refusal names as immutable; none where it refuses for other reasons, too.
    static func named(in error: KubernetesError) -> [String] {
        guard error.code == .invalid, !error.causes.isEmpty, error.causes.allSatisfy({ speaks(of: $0.message) }) else {
            return []
        }
        return error.causes.map { $0.field.isEmpty ? "(unnamed)" : $0.field }
    }

    private static let words = [
        "immutable", "cannot change", "may not change once set", "may not be changed", "cannot be changed",
        // StatefulSets and StorageClasses: "updates to statefulset spec for fields other than …", "updates to parameters …".
        "updates to ",
    ]

    private static func speaks(of message: String) -> Bool {
        words.contains { message.contains($0) }
    }
}

/// Which objects may be removed and made anew when fields would change that cannot be changed.
enum Recreation {
    /// Whether an object of this kind holds nothing but itself: what depends on a custom resource is not known.
    static func isAllowed(for object: ReleaseObject) -> Bool {
        object.type.isBuiltIn && !keepers.contains(object.type.kind)
    }

    /// Kinds with which data, keys or other objects go.
    private static let keepers: Set<String> = [
        "PersistentVolumeClaim", "PersistentVolume", "StatefulSet", "Namespace", "CustomResourceDefinition", "Secret",
    ]
}
