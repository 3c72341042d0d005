/*! sparkle-widget 2.3.1, as somebody else would have written it */
(function (window) {
  'use strict'
  function Sparkle(theme) {
    this.theme = theme
    this.layers = null
  }
  Sparkle.prototype.celebrate = function (target) {
    return this._burst({ target: target, colours: ['amber', 'ember'] })
  }
  Sparkle.prototype._burst = function (options) {
    return this._canvas(options.target).draw(options.colours)
  }
  Sparkle.prototype._canvas = function (target) {
    return this.layers[target]
  }
  window.Sparkle = new Sparkle('dusk')
})(window)
