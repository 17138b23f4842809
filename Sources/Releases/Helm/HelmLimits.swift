/// Times of driving Helm.
enum HelmLimits {
    static let probe: Duration = .seconds(30)
    /// Helm's own time-out is for each of its steps, so a whole run takes a little longer.
    static let grace: Duration = .seconds(30)
    /// Characters of Helm's standard error that an error quotes.
    static let errorText = 4000
}
