/// What the user says is to become of an operator that is there already.
public enum ExistingWord: String, Sendable, CaseIterable {
    /// It stays as it is, and is used.
    case reuse
    /// It is brought to the version that is wanted, by the release that holds it.
    case upgrade
    /// The release that holds it becomes groundcrew's, and stays as it is otherwise.
    case adopt
}
