// Package markov works out a programme's expected path without drawing.
package markov
