export { Figure } from './figure'
export { FigureActionsProvider, useFigureActions, type FigureActions, type FigureFile } from './figure-actions'
export { figureToPng, figureToSvg } from './figure-to-svg'
