/// The version of this program.
public enum GroundcrewVersion {
    public static let current = "0.1.0"
}
